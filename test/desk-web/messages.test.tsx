// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import { MessageItem } from '../../desk/web/inbox/message.js';
import { authorName } from '../../desk/web/pieces/person.js';
import { conversation, message } from './samples.js';

afterEach(() => render(null, document.body));

function show(text: string) {
  render(<MessageItem message={message('m1', 1, { text })} visitor="Ada Lovelace" />, document.body);
  return document.body;
}

describe('a message', () => {
  it('makes links of written-out addresses alone, without a way back to this page', () => {
    const text = 'See https://example.com/a_(b), mailto:ada@example.com or javascript:alert(1).';
    const links = [...show(text).querySelectorAll('a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      'https://example.com/a_(b)',
      'mailto:ada@example.com',
    ]);
    for (const link of links) expect(link.rel.split(' ')).toEqual(expect.arrayContaining(['noopener', 'noreferrer']));
    expect(document.querySelector('.bubble')?.textContent).toBe(text);
  });

  it('keeps markup as text', () => {
    const body = show('<img src=x onerror=alert(1)>');
    expect(body.querySelector('img')).toBeNull();
    expect(body.textContent).toContain('<img src=x onerror=alert(1)>');
  });

  it('is headed with its visitor', () => {
    expect(show('Hello').querySelector('.meta')?.textContent).toContain('Ada Lovelace');
  });
});

describe('the author of a visitor’s messages', () => {
  const { contact } = conversation('one', 1);

  it('is the contact by name, where there is one', () => {
    expect(authorName(contact)).toBe('Ada Lovelace');
    expect(authorName({ ...contact, name: null })).toBe('Visitor');
  });

  it('is never somebody without a word that nothing proves it', () => {
    expect(authorName({ ...contact, trust: 'unverified' })).toBe('Ada Lovelace (unverified)');
  });
});
