import { IDBDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { append, type OutboxDocument } from '../../src/client/outbox.js';
import { browserStore } from '../../src/client/store.js';

const write = (id: string) => (outbox: OutboxDocument) => append(outbox, ['h1', 'verified'], { id, patch: {}, at: 0 });
const idsIn = ({ entries }: OutboxDocument) => entries.map(({ id }) => id);

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the browser’s store', () => {
  test('keeps what was written for the next page, strictly', async () => {
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await browserStore('a').change(write('one'));
    expect(transaction.mock.calls.at(-1)?.at(2)).toEqual({ durability: 'strict' });
    expect(await browserStore('a').change(idsIn)).toEqual(['one']);
  });

  test('loses no write of two tabs at once', async () => {
    const tabs = [browserStore('a'), browserStore('a')];
    await Promise.all(Array.from({ length: 40 }, (_, place) => tabs[place % 2]?.change(write(`${place}`))));
    expect(await browserStore('a').change(idsIn)).toHaveLength(40);
  });

  test('opens once more when the connection was lost, and goes on durably', async () => {
    const store = browserStore('a');
    await store.change(write('one'));
    const connections = vi.spyOn(IDBDatabase.prototype, 'transaction');
    connections.mockImplementationOnce(() => {
      throw new DOMException('closing', 'InvalidStateError');
    });
    await store.change(write('two'));
    expect(store.isDurable).toBe(true);
    expect(await browserStore('a').change(idsIn)).toEqual(['one', 'two']);
  });

  test('falls to memory when an open never answers, within the limit, and says so', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('indexedDB', { open: () => ({}) });
    const store = browserStore('a');
    const changed = store.change(write('one'));
    await vi.advanceTimersByTimeAsync(2_000);
    await changed;
    expect(store.isDurable).toBe(false);
    expect(await store.change(idsIn)).toEqual(['one']);
  });

  test('in memory it goes on with the same persons, in new lanes', async () => {
    const store = browserStore('a');
    await store.change((outbox) => {
      outbox.epoch = 7;
      outbox.session = { credential: 'c', handle: 'h1', trust: 'verified', origin: 'claim' };
      write('durable')(outbox);
    });
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await store.change(write('held'));
    expect(store.isDurable).toBe(false);
    const seen = await store.change((outbox) => ({
      ids: idsIn(outbox),
      epoch: outbox.epoch,
      handle: outbox.session?.handle,
    }));
    expect(seen).toEqual({ ids: ['held'], epoch: 7, handle: 'h1' });
  });
});
