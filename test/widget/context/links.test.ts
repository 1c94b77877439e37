// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { NOTHING, named, row, show } from './sample.js';

afterEach(() => document.body.replaceChildren());

function linkOf(value: string): HTMLAnchorElement | null {
  const { root } = show({ ...NOTHING, custom_data: [named('key', value)] });
  expect(row(root, 'key').textContent).toContain(value);
  return row(root, 'key').querySelector('.value a');
}

describe('a value is a link when it is', () => {
  it.each([
    ['acme.myshopify.com', 'https://acme.myshopify.com/'],
    ['ACME.example', 'https://acme.example/'],
    ['xn--bcher-kva.example', 'https://xn--bcher-kva.example/'],
    ['http://example.com/a?b=c#d', 'http://example.com/a?b=c#d'],
    ['HTTPS://example.com', 'https://example.com/'],
  ])('a domain or web address: %s', (value, href) => {
    const link = linkOf(value);
    expect(link?.getAttribute('href')).toBe(href);
    expect(link?.rel).toBe('noopener noreferrer');
    expect(link?.target).toBe('_blank');
  });

  it.each([
    ['ada@example.com', 'mailto:ada@example.com'],
    ['a+b?subject=x&y@example.com', 'mailto:a%2Bb%3Fsubject%3Dx%26y@example.com'],
  ])('an email address: %s', (value, href) => {
    const link = linkOf(value);
    expect(link?.getAttribute('href')).toBe(href);
    expect(link?.rel).toBe('noopener noreferrer');
  });
});

describe('a value stays text when it is anything else', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//example.com',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.com/1',
    'ftp://example.com',
    '//example.com',
    'https:example.com',
    'https://',
    'https://exa mple.com',
    'https://bank.example@evil.example/',
    'https://user:pass@example.com/',
    'https:\\\\example.com',
    'https://example.com/\u202Egpj.exe',
    'exam\u200Bple.com',
    'mailto:ada@example.com',
    'ada@localhost',
    'ada@example.com?bcc=eve@evil.example',
    'a b@example.com',
    '@example.com',
    '2.4.1',
    '127.0.0.1',
    'localhost',
    'e.g',
    'pro',
    '-a.example',
    'a..example',
    'invoice.pdf',
    `${'a'.repeat(64)}.example`,
    'bücher.example',
    '<a href="https://example.com">x</a>',
  ])('%j', (value) => {
    expect(linkOf(value)).toBeNull();
  });
});
