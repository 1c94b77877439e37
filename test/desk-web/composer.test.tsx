// @vitest-environment happy-dom
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Composer } from '../../desk/web/inbox/composer.js';

afterEach(() => render(null, document.body));

/** A composer that empties when it sends, as the outbox does. */
function show(caution: string | null = null) {
  const sent: string[] = [];
  function Page() {
    const [draft, setDraft] = useState('');
    const send = () => {
      sent.push(draft);
      setDraft('');
    };
    return <Composer draft={draft} caution={caution} suggestion={null} onDraft={setDraft} onSend={send} />;
  }
  render(<Page />, document.body);
  const field = document.querySelector('textarea');
  if (!field) throw new Error('no field');
  const type = (text: string) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const press = (init: KeyboardEventInit) => {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
    field.dispatchEvent(event);
    return event;
  };
  const button = () => document.querySelector('button[type=submit]');
  const ready = () => vi.waitFor(() => expect(button()?.getAttribute('aria-disabled')).toBe('false'));
  return { sent, field, type, press, button, ready };
}

describe('the composer', () => {
  it('sends with Enter and empties itself', async () => {
    const { sent, field, type, press, ready } = show();
    type('Hello');
    await ready();
    expect(press({ key: 'Enter' }).defaultPrevented).toBe(true);
    expect(sent).toEqual(['Hello']);
    await vi.waitFor(() => expect(field.value).toBe(''));
  });

  it('leaves Shift + Enter to the field, and Enter to an input method', async () => {
    const { sent, type, press, ready } = show();
    type('Hello');
    await ready();
    expect(press({ key: 'Enter', shiftKey: true }).defaultPrevented).toBe(false);
    expect(press({ key: 'Enter', isComposing: true }).defaultPrevented).toBe(false);
    expect(sent).toEqual([]);
  });

  it('says above the field what to bear in mind, and to a screen reader with the field', () => {
    const { field } = show('Nothing proves who this is.');
    const described = (field.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id));
    expect(described.map((one) => one?.textContent)[0]).toBe('Nothing proves who this is.');
    expect(described).not.toContain(null);
  });

  it('sends neither nothing nor too much, and says how much too much it is', async () => {
    const { sent, field, type, press, button } = show();
    press({ key: 'Enter' });
    type('x'.repeat(8_003));
    await vi.waitFor(() => expect(document.body.textContent).toContain('3 characters too long'));
    press({ key: 'Enter' });
    expect(sent).toEqual([]);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(button()?.getAttribute('aria-disabled')).toBe('true');
  });
});
