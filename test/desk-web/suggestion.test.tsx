// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SuggestButton, SuggestionArea } from '../../desk/web/inbox/suggestion.js';
import type { AiDraft, Suggestion } from '../../desk/web/inbox/suggestions.js';
import type { SuggestionControls } from '../../desk/web/inbox/use-suggestion.js';
import type { AssistBasis } from '../../desk/wire/assist.js';

afterEach(() => render(null, document.body));

const BASIS: AssistBasis = { lookup: 'confirmed', lookup_status: 'ok', contact: 'confirmed' };

function draft(over: Partial<AiDraft> = {}): AiDraft {
  return { text: 'Hello Ana', basis: BASIS, ending: 'complete', removedLinks: 0, ...over };
}

function show(suggestion: Partial<Suggestion>, over: Partial<SuggestionControls> = {}) {
  const none: Suggestion = { phase: 'none', draft: draft(), failure: null, wish: { what: 'suggest' }, taken: null };
  const acts = {
    onWish: vi.fn<SuggestionControls['onWish']>(),
    onStop: vi.fn<() => void>(),
    onDiscard: vi.fn<() => void>(),
    onUse: vi.fn<() => void>(),
    onUndo: vi.fn<() => void>(),
    onReload: vi.fn<() => void>(),
    onTaken: vi.fn<() => void>(),
  };
  const state = { suggestion: { ...none, ...suggestion }, availability: 'ok', isOwner: false, canUndo: false } as const;
  const controls = { ...state, ...acts, ...over };
  render(
    <>
      <SuggestionArea {...controls} />
      <SuggestButton {...controls} />
    </>,
    document.body,
  );
  return acts;
}

const names = () => [...document.querySelectorAll('button')].map((button) => button.textContent?.trim());
const press = (name: string) => {
  const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === name);
  if (!button) throw new Error(`no button "${name}" among ${names().join(', ')}`);
  button.click();
};
const page = () => document.body.textContent;

describe('the suggestion above the field', () => {
  it('is asked for by one button, as long as there is none', () => {
    const { onWish } = show({});
    expect(names()).toEqual(['Suggest a reply']);
    press('Suggest a reply');
    expect(onWish).toHaveBeenCalledExactlyOnceWith({ what: 'suggest' });
  });

  it('is marked as a draft while it is written, and can only be stopped', async () => {
    const { onStop } = show({ phase: 'writing', draft: draft({ text: 'Hel' }) });
    expect(names()).toEqual(['Stop']);
    expect(page()).toContain('AI draft, not sent');
    expect(document.querySelector('.suggestion [role=status]')?.textContent).toBe('Writing…');
    expect(document.querySelector('[aria-busy=true]')?.textContent).toBe('Hel');
    await vi.waitFor(() => expect(document.activeElement?.className).toBe('suggestion'));
    press('Stop');
    expect(onStop).toHaveBeenCalledOnce();
  });

  it('is stopped by Escape, which leads nowhere else then', async () => {
    const { onStop } = show({ phase: 'waiting', draft: draft({ text: '' }) });
    expect(page()).toContain('Waiting for the customer’s facts…');
    const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
    document.querySelector('.suggestion')?.dispatchEvent(event);
    expect([onStop.mock.calls.length, event.defaultPrevented]).toEqual([1, true]);
  });

  it('is taken over, rewritten or discarded when it is ready, and has no button that sends', async () => {
    const { onWish, onUse, onDiscard, onTaken } = show({ phase: 'ready' });
    expect(names()).toEqual([
      ...['Use draft', 'Regenerate', 'Shorter', 'Friendlier', 'In another language…', 'Discard'],
    ]);
    expect([...document.querySelectorAll('button')].map(({ type }) => type)).not.toContain('submit');
    for (const name of ['Regenerate', 'Shorter', 'Friendlier', 'Use draft', 'Discard']) press(name);
    expect(onWish.mock.calls.map(([wish]) => wish)).toEqual(
      ['regenerate', 'shorter', 'friendlier'].map((what) => ({ what, draft: 'Hello Ana' })),
    );
    expect([onUse, onDiscard, onTaken].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 2]);
    press('In another language…');
    const field = await vi.waitFor(() => {
      const found = document.querySelector('select');
      expect(found).not.toBeNull();
      return found as HTMLSelectElement;
    });
    expect(field.selectedOptions[0]?.textContent).toBe('Arabic');
    field.value = 'pt';
    press('Rewrite in it');
    expect(onWish).toHaveBeenLastCalledWith({ what: 'translate', draft: 'Hello Ana', language: 'pt' });
  });

  it('is plain text, whatever the model wrote', () => {
    const evil = '<img src=x onerror=alert(1)> **now** https://evil.example';
    show({ phase: 'ready', draft: draft({ text: evil }) });
    const text = document.querySelector('.suggestion-text');
    expect([text?.textContent, text?.children.length]).toEqual([evil, 0]);
  });

  it.each<[string, Partial<AiDraft>, string]>([
    ['unconfirmed facts', { basis: { ...BASIS, lookup: 'unconfirmed' } }, 'Not confirmed for this sender'],
    ['an unproven contact', { basis: { ...BASIS, contact: 'unconfirmed' } }, 'Not confirmed for this sender'],
    ['facts that were left out', { basis: { ...BASIS, lookup: 'excluded' } }, 'Written without facts that are not'],
    ['a lookup under way', { basis: { ...BASIS, lookup: 'pending' } }, 'still under way'],
    ['an address that was made up', { removedLinks: 1 }, 'The AI made up a web address.'],
    ['a text that is too long', { ending: 'length' }, 'the end may be missing'],
  ])('tells of %s', (_, over, told) => {
    show({ phase: 'ready', draft: draft(over) });
    expect(page()).toContain(told);
    show({ phase: 'ready' });
    expect(page()).not.toContain(told);
  });

  it('that failed can be asked for again', () => {
    const wish = { what: 'shorter', draft: 'Hello Ana' } as const;
    const failure = { status: 'model_failed', reason: 'model_rate_limited' } as const;
    const { onWish } = show({ phase: 'ready', wish, failure });
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Wait a minute');
    press('Try again');
    expect(onWish).toHaveBeenCalledExactlyOnceWith(wish);
  });

  it('says that the credits are gone, and only an owner where to look', () => {
    const { onReload } = show({}, { availability: 'skipped_credits' });
    expect(page()).toContain('This month’s AI credits are used up.');
    expect([names(), document.querySelector('a')]).toEqual([['Try again'], null]);
    press('Try again');
    expect(onReload).toHaveBeenCalledOnce();
    show({}, { availability: 'skipped_credits', isOwner: true });
    expect(document.querySelector('a')?.getAttribute('href')).toBe('/settings/plan');
  });

  it('that was taken over says that it is not sent, and can be undone', () => {
    const { onUndo } = show({ taken: { before: '', text: 'Hello Ana' } }, { canUndo: true });
    expect(document.querySelector('[role=status]')?.textContent).toContain('It is not sent.');
    expect(page()).not.toContain('Not confirmed');
    press('Undo');
    expect(onUndo).toHaveBeenCalledOnce();
  });

  it('keeps its warning on the answer that was made of it', () => {
    const taken = { before: '', text: 'Hello Ana' };
    show({ taken, draft: draft({ basis: { ...BASIS, lookup: 'unconfirmed' } }) });
    expect(page()).toContain('Not confirmed for this sender');
    expect(names()).toEqual(['Suggest a reply']);
  });
});
