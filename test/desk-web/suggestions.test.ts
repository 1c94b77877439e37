import { ConvotError } from 'convot/protocol';
import { describe, expect, it, vi } from 'vitest';
import { Suggestions } from '../../desk/web/inbox/suggestions.js';
import type { SuggestionEvent, SuggestionWish } from '../../desk/wire/assist.js';

const BASIS = { lookup: 'confirmed', lookup_status: 'ok', contact: 'none' } as const;
const SUGGEST = { what: 'suggest' } as const;
const DONE = { type: 'done', ending: 'complete', removed_links: 0 } as const;

/** A desk whose events a test sends one by one. */
function desk() {
  const asked: { wish: SuggestionWish; signal: AbortSignal; send: (event: SuggestionEvent | Error | 'end') => void }[] =
    [];
  const suggestions = new Suggestions((_ticket, wish, signal) => {
    const queue: (SuggestionEvent | Error | 'end')[] = [];
    let wake = () => {};
    const send = (event: SuggestionEvent | Error | 'end') => {
      queue.push(event);
      wake();
    };
    asked.push({ wish, signal, send });
    signal.addEventListener('abort', () => send(new Error('aborted')));
    return (async function* () {
      for (;;) {
        const event = queue.shift();
        if (event === 'end') return;
        if (event instanceof Error) throw event;
        if (event) yield event;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    })();
  });
  const say = (...events: (SuggestionEvent | Error | 'end')[]) => {
    for (const event of events) asked.at(-1)?.send(event);
  };
  const now = () => suggestions.of('t1');
  const seen = (phase: string, text?: string) =>
    vi.waitFor(() => expect(now()).toMatchObject({ phase, ...(text !== undefined && { draft: { text } }) }));
  return { suggestions, asked, say, now, seen };
}

const text = (piece: string): SuggestionEvent => ({ type: 'text', text: piece });

/** A desk with a finished draft. */
async function drafted(words = 'Hello Ana') {
  const all = desk();
  void all.suggestions.wish('t1', SUGGEST);
  all.say({ type: 'started', basis: BASIS }, text(words), DONE);
  await all.seen('ready', words);
  return all;
}

describe('a suggestion', () => {
  it('grows piece by piece, and is a draft when it is done', async () => {
    const { suggestions, say, seen, now } = desk();
    void suggestions.wish('t1', SUGGEST);
    say({ type: 'waiting' });
    await seen('waiting', '');
    say({ type: 'started', basis: BASIS }, text('Hello '));
    await seen('writing', 'Hello ');
    say(text('Ana'), { ...DONE, ending: 'length', removed_links: 2 });
    await seen('ready', 'Hello Ana');
    expect(now().draft).toEqual({ text: 'Hello Ana', basis: BASIS, ending: 'length', removedLinks: 2 });
    expect(suggestions.of('t2').phase).toBe('none');
  });

  it('gives way to another one, which is given its text', async () => {
    const { suggestions, asked, say, seen, now } = await drafted();
    void suggestions.wish('t1', { what: 'shorter', draft: now().draft.text });
    expect(now()).toMatchObject({ phase: 'writing', draft: { text: '', basis: null } });
    say({ type: 'started', basis: BASIS }, text('Hi'), DONE);
    await seen('ready', 'Hi');
    expect(asked.map(({ wish }) => wish)).toEqual([SUGGEST, { what: 'shorter', draft: 'Hello Ana' }]);
  });

  it.each<[string, SuggestionEvent | Error | 'end', object]>([
    [
      'the model fails',
      { type: 'failed', status: 'model_failed', reason: 'model_timeout' },
      { status: 'model_failed', reason: 'model_timeout' },
    ],
    ['credits are gone', { type: 'failed', status: 'skipped_credits', reason: null }, { status: 'skipped_credits' }],
    ['the stream breaks off', 'end', { status: 'model_failed', reason: 'model_output_cut' }],
    ['the desk refuses', new ConvotError('not_found'), { status: 'refused', code: 'not_found' }],
    ['the connection is lost', new TypeError('network'), { status: 'refused', code: 'offline' }],
  ])('is back when %s while it is rewritten', async (_, failure, told) => {
    const { suggestions, say, now } = await drafted();
    void suggestions.wish('t1', { what: 'shorter', draft: 'Hello Ana' });
    say({ type: 'started', basis: BASIS }, text('H'), failure);
    await vi.waitFor(() => expect(now().failure).toMatchObject(told));
    expect(now()).toMatchObject({ phase: 'ready', draft: { text: 'Hello Ana', ending: 'complete' } });
  });

  it('that breaks off is kept, marked as cut; one without a word is none', async () => {
    const { suggestions, say, now, seen } = desk();
    void suggestions.wish('t1', SUGGEST);
    say({ type: 'started', basis: BASIS }, text('Hello'), 'end');
    await seen('ready', 'Hello');
    expect(now()).toMatchObject({ draft: { ending: 'cut' }, failure: { reason: 'model_output_cut' } });
    suggestions.discard('t1');
    expect(now()).toMatchObject({ phase: 'none', failure: null, draft: { text: '' } });
    void suggestions.wish('t1', SUGGEST);
    say({ type: 'failed', status: 'skipped_credits', reason: null });
    await vi.waitFor(() => expect(now()).toMatchObject({ phase: 'none', failure: { status: 'skipped_credits' } }));
  });

  it('that is stopped ends the request; what had come stays, or the draft before', async () => {
    const { suggestions, asked, say, seen, now } = desk();
    void suggestions.wish('t1', SUGGEST);
    say({ type: 'started', basis: BASIS }, text('Hello'));
    await seen('writing', 'Hello');
    suggestions.stop('t1');
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(now()).toMatchObject({ phase: 'ready', failure: null, draft: { text: 'Hello', ending: 'cut' } });
    void suggestions.wish('t1', { what: 'regenerate', draft: 'Hello' });
    say(text('Other'));
    await seen('writing', 'Other');
    suggestions.stop('t1');
    expect(now()).toMatchObject({ phase: 'ready', draft: { text: 'Hello' } });
  });

  it('asked for twice is written once: the first one ends and says nothing more', async () => {
    const { suggestions, asked, say, seen } = desk();
    const first = suggestions.wish('t1', SUGGEST);
    void suggestions.wish('t1', SUGGEST);
    await first;
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    asked[0]?.send(text('of the first'));
    say(text('of the second'), DONE);
    await seen('ready', 'of the second');
  });

  it('is taken over, and that is undone, with what stood in the answer', async () => {
    const { suggestions, now } = await drafted('  Hello Ana\n');
    expect(suggestions.use('t1', 'my own words')).toBe('Hello Ana');
    expect(now()).toMatchObject({ phase: 'none', taken: { before: 'my own words', text: 'Hello Ana' } });
    expect(suggestions.undo('t1')).toBe('my own words');
    expect(now()).toMatchObject({ phase: 'ready', draft: { text: '  Hello Ana\n' }, taken: null });
    suggestions.use('t1', '');
    suggestions.letGo('t1');
    expect(now()).toMatchObject({ phase: 'none', taken: null });
  });

  it('of every ticket ends when somebody signs out', async () => {
    const { suggestions, asked } = desk();
    void suggestions.wish('t1', SUGGEST);
    void suggestions.wish('t2', SUGGEST);
    suggestions.close();
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });
});
