import { ConvotError } from 'convot/protocol';
import { describe, expect, it, vi } from 'vitest';
import { type Loaded, Reading } from '../../desk/web/live/reading.js';

/** A reading whose answers the test gives. */
function playedReading() {
  const asked: { promise: Promise<string[]>; resolve: (value: string[]) => void; reject: (error: unknown) => void }[] =
    [];
  const shown: Loaded<string[]>[] = [];
  const reading = new Reading(
    () => {
      let resolve!: (value: string[]) => void;
      let reject!: (error: unknown) => void;
      const promise = new Promise<string[]>((yes, no) => {
        resolve = yes;
        reject = no;
      });
      asked.push({ promise, resolve, reject });
      return promise;
    },
    (loaded) => shown.push(loaded),
  );
  return { reading, asked, shown };
}

/** Adds once: an event may be applied to an answer that already holds it. */
const add = (item: string) => (list: string[]) => (list.includes(item) ? list : [...list, item]);

describe('Reading', () => {
  it('shows the answer, then what events change', async () => {
    const { reading, asked, shown } = playedReading();
    reading.reload();
    asked[0]?.resolve(['a']);
    await vi.waitFor(() => expect(shown).toEqual([{ state: 'ready', value: ['a'] }]));
    reading.update(add('b'));
    expect(shown.at(-1)).toEqual({ state: 'ready', value: ['a', 'b'] });
  });

  it('loses no event that comes while an answer is on its way', async () => {
    const { reading, asked, shown } = playedReading();
    reading.reload();
    reading.update(add('live'));
    asked[0]?.resolve(['a']);
    await vi.waitFor(() => expect(shown.at(-1)).toEqual({ state: 'ready', value: ['a', 'live'] }));
  });

  it('asks once more, and only once, when told to while asking', async () => {
    const { reading, asked, shown } = playedReading();
    reading.reload();
    reading.reload();
    reading.reload();
    expect(asked).toHaveLength(1);
    asked[0]?.resolve(['old']);
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked[1]?.resolve(['new']);
    await vi.waitFor(() => expect(shown.at(-1)).toEqual({ state: 'ready', value: ['new'] }));
    expect(asked).toHaveLength(2);
  });

  it('names the failure, and keeps what was shown when a later reading fails', async () => {
    const { reading, asked, shown } = playedReading();
    reading.reload();
    asked[0]?.reject(new ConvotError('offline'));
    await vi.waitFor(() => expect(shown.at(-1)).toEqual({ state: 'failed', code: 'offline' }));
    reading.reload();
    expect(shown.at(-1)).toEqual({ state: 'loading' });
    asked[1]?.resolve(['a']);
    await vi.waitFor(() => expect(shown.at(-1)).toEqual({ state: 'ready', value: ['a'] }));
    reading.reload();
    asked[2]?.reject(new Error('a fault'));
    reading.update(add('b'));
    await vi.waitFor(() => expect(shown.at(-1)).toEqual({ state: 'ready', value: ['a', 'b'] }));
  });

  it('shows nothing after it was stopped', async () => {
    const { reading, asked, shown } = playedReading();
    reading.reload();
    reading.stop();
    asked[0]?.resolve(['late']);
    await asked[0]?.promise;
    reading.update(add('b'));
    reading.reload();
    expect(shown).toEqual([]);
    expect(asked).toHaveLength(1);
  });
});
