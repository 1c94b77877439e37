import { randomUUID } from 'node:crypto';
import type { StreamEvent } from 'convot/protocol';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../../desk/src/database/index.js';
import type { Desk } from '../../../desk/src/desk.js';
import {
  type Bus,
  createLocalBus,
  EVENT_AGE_MS,
  follow,
  pruneEvents,
  type Step,
  transact,
  type VisitorScope,
} from '../../../desk/src/events/index.js';
import { eachDatabase } from '../support/database.js';

const AT = new Date('2026-03-01T12:00:00Z');

/** An event whose text says which it is. */
const numbered = (text: string): StreamEvent => ({
  type: 'message',
  message: { id: text, conversation_id: 'c', author: 'agent', author_name: null, text, sent_at: '' },
});
const textOf = (step: Step) => (step.kind === 'event' ? (JSON.parse(step.data).message.text as string) : step.kind);

eachDatabase('the event log', (database) => {
  let desk: Pick<Desk, 'db' | 'bus' | 'clock'>;
  beforeAll(() => {
    desk = { db: database().db, bus: createLocalBus(), clock: () => AT };
  });

  const newScope = (): VisitorScope => `session:${randomUUID()}`;
  const record = (scope: VisitorScope, ...texts: string[]) =>
    transact(desk, async (_, emit) => {
      for (const text of texts) emit(scope, numbered(text));
    });

  /** Reads so many steps, then leaves. */
  async function take(
    scope: VisitorScope,
    after: number | null,
    count: number,
    on: Partial<typeof desk> = {},
  ): Promise<Step[]> {
    const steps: Step[] = [];
    for await (const step of follow({ ...desk, ...on }, scope, after, new AbortController().signal)) {
      steps.push(step);
      if (steps.length === count) break;
    }
    return steps;
  }

  it('numbers a scope’s events from 1 without a gap, however many are written at once', async () => {
    const [one, two] = [newScope(), newScope()];
    await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        transact(desk, async (_tx, emit) => {
          emit(place % 2 ? one : two, numbered(`a${place}`));
          emit(place % 2 ? two : one, numbered(`b${place}`));
        }),
      ),
    );
    for (const scope of [one, two]) {
      const rows = await desk.db.select().from(schema.events).where(eq(schema.events.scope, scope));
      expect(rows.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, place) => place + 1),
      );
    }
  });

  it('logs and publishes nothing of a transaction that failed', async () => {
    const scope = newScope();
    const heard: unknown[] = [];
    const stop = desk.bus.subscribe(scope, (message) => heard.push(message));
    const failing = transact(desk, async (_, emit) => {
      emit(scope, numbered('never'));
      throw new Error('planned');
    });
    await expect(failing).rejects.toThrow('planned');
    await record(scope, 'first');
    stop();
    expect(heard).toHaveLength(1);
    expect(await take(scope, 0, 1)).toMatchObject([{ seq: 1 }]);
  });

  it('replays from a place, then goes on live, each once and in order, whatever the bus loses, repeats or swaps', async () => {
    const mangles = fc.array(fc.constantFrom('deliver', 'drop', 'repeat', 'hold', 'lost' as const), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(mangles, fc.nat({ max: 4 }), async (fates, before) => {
        const scope = newScope();
        const total = before + fates.length + 1;
        const { bus, publishing } = mangledBus(fates);
        const mangled = { ...desk, bus };
        for (let place = 1; place <= before; place += 1) await record(scope, String(place));
        const reading = take(scope, 0, total, { bus });
        for (let place = before + 1; place < total; place += 1) {
          await transact(mangled, async (_, emit) => emit(scope, numbered(String(place))));
        }
        // The last one always arrives: it is what brings a reader to the log.
        publishing.honest = true;
        await transact(mangled, async (_, emit) => emit(scope, numbered(String(total))));
        const steps = await reading;
        expect(steps.map(textOf)).toEqual(Array.from({ length: total }, (_, place) => String(place + 1)));
      }),
      { numRuns: 40 },
    );
  });

  it('tells a reader without a place where it begins, so that it can come back to there', async () => {
    const scope = newScope();
    await record(scope, 'old');
    const reading = follow(desk, scope, null, new AbortController().signal);
    expect((await reading.next()).value).toEqual({ kind: 'place', seq: 1 });
    await record(scope, 'new');
    expect(textOf((await reading.next()).value as Step)).toBe('new');
    await reading.return();
    expect((await take(scope, 1, 1)).map(textOf)).toEqual(['new']);
  });

  it('says that there is a gap when the place is no longer kept, and goes on from now', async () => {
    const scope = newScope();
    await record(scope, '1', '2', '3');
    await pruneEvents(desk.db, new Date(AT.getTime() + EVENT_AGE_MS + 1));
    const steps: Step[] = [];
    for await (const step of follow(desk, scope, 1, new AbortController().signal)) {
      steps.push(step);
      if (steps.length === 1) await record(scope, '4');
      if (steps.length === 2) break;
    }
    expect(steps.map(textOf)).toEqual(['gap', '4']);
    expect(steps[0]).toEqual({ kind: 'gap', seq: 3 });
  });

  it('has no gap for a reader who had seen all that was forgotten', async () => {
    const scope = newScope();
    await record(scope, '1');
    await pruneEvents(desk.db, new Date(AT.getTime() + EVENT_AGE_MS + 1));
    await record(scope, '2');
    expect((await take(scope, 1, 1)).map(textOf)).toEqual(['2']);
  });

  it('keeps events for their age', async () => {
    const scope = newScope();
    await record(scope, '1');
    await pruneEvents(desk.db, new Date(AT.getTime() + EVENT_AGE_MS));
    expect((await take(scope, 0, 1)).map(textOf)).toEqual(['1']);
  });

  it('says that there is a gap for a place that was never given out', async () => {
    const scope = newScope();
    expect(await take(scope, 5, 1)).toEqual([{ kind: 'gap', seq: 0 }]);
    await record(scope, '1');
    expect(await take(scope, 5, 1)).toEqual([{ kind: 'gap', seq: 1 }]);
  });

  it('sends a slow reader back to the log instead of keeping everything for it', async () => {
    const scope = newScope();
    const count = 1_000;
    const reading = follow(desk, scope, 0, new AbortController().signal);
    await record(scope, '1');
    const steps = [(await reading.next()).value as Step];
    for (let place = 2; place <= count; place += 100) {
      await record(
        scope,
        ...Array.from({ length: 100 }, (_, more) => String(place + more)).filter((text) => Number(text) <= count),
      );
    }
    while (steps.length < count) steps.push((await reading.next()).value as Step);
    await reading.return();
    expect(steps.map(textOf)).toEqual(Array.from({ length: count }, (_, place) => String(place + 1)));
  });

  it('ends with its signal and with the bus', async () => {
    const scope = newScope();
    const leaving = new AbortController();
    const left = follow(desk, scope, 0, leaving.signal).next();
    leaving.abort();
    expect((await left).done).toBe(true);
    const bus = createLocalBus();
    const closed = follow({ ...desk, bus }, scope, 0, new AbortController().signal).next();
    bus.close();
    expect((await closed).done).toBe(true);
  });
});

describe('the bus of one process', () => {
  it('forgets whoever unsubscribed, also in the middle of a message', () => {
    const bus = createLocalBus();
    const heard: string[] = [];
    const stops = ['a', 'b'].map((name) =>
      bus.subscribe('topic', (message) => {
        heard.push(`${name}${message?.data}`);
        stops[0]?.();
      }),
    );
    bus.publish('topic', { seq: 1, data: '1' });
    bus.publish('topic', { seq: 2, data: '2' });
    expect(heard).toEqual(['a1', 'b1', 'b2']);
  });
});

/** A bus that does to each message what its turn says. */
function mangledBus(fates: readonly string[]): { bus: Bus; publishing: { honest: boolean } } {
  const bus = createLocalBus();
  const publishing = { honest: false };
  const held: (() => void)[] = [];
  let turn = 0;
  const listeners = new Map<string, Set<(message: null) => void>>();
  const mangled: Bus = {
    ...bus,
    subscribe(topic, listener) {
      const all = listeners.get(topic) ?? new Set();
      listeners.set(topic, all.add(listener));
      return bus.subscribe(topic, listener);
    },
    publish(topic, message) {
      if (publishing.honest) {
        for (const release of held.splice(0)) release();
        return bus.publish(topic, message);
      }
      const fate = fates[turn % fates.length];
      turn += 1;
      if (fate === 'hold') held.push(() => bus.publish(topic, message));
      if (fate === 'lost') for (const listener of listeners.get(topic) ?? []) listener(null);
      if (fate === 'deliver' || fate === 'repeat') bus.publish(topic, message);
      if (fate === 'repeat') bus.publish(topic, message);
    },
  };
  return { bus: mangled, publishing };
}
