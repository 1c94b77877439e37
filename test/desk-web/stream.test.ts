import { describe, expect, it, vi } from 'vitest';
import {
  FIRST_PAUSE_MS,
  followStream,
  LONGEST_PAUSE_MS,
  pauseBefore,
  SILENCE_MS,
  type StreamState,
} from '../../desk/web/live/stream.js';
import type { AgentEvent } from '../../desk/wire/index.js';

/** One connection of a desk that the test plays. */
interface Connection {
  readonly lastEventId: string | null;
  say(text: string): void;
  end(): void;
  readonly signal: AbortSignal;
}

/** A desk and a clock in the test's hands. */
function playedDesk(answer: () => number | 'offline' = () => 200) {
  const connections: Connection[] = [];
  const pauses: { ms: number; over: () => void }[] = [];
  const events: AgentEvent[] = [];
  const states: StreamState[] = [];
  const fetcher: typeof fetch = async (_, init = {}) => {
    const status = answer();
    const { signal } = init;
    if (status === 'offline' || !signal) throw new TypeError('no network');
    let control!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        control = controller;
        signal.addEventListener('abort', () => controller.error(signal.reason), { once: true });
      },
    });
    connections.push({
      lastEventId: new Headers(init.headers).get('last-event-id'),
      say: (text) => control.enqueue(new TextEncoder().encode(text)),
      end: () => control.close(),
      signal,
    });
    return new Response(body, { status });
  };
  const pause = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (ms !== SILENCE_MS) pauses.push({ ms, over: resolve });
      else silences.push(resolve);
      signal.addEventListener('abort', () => resolve());
    });
  const silences: (() => void)[] = [];
  const following = followStream(
    '/api/stream',
    { onEvent: (event) => events.push(event), onState: (state) => states.push(state) },
    { fetch: fetcher, pause, random: () => 0 },
  );
  const connected = (count: number) => vi.waitFor(() => expect(connections).toHaveLength(count));
  const paused = (count: number) => vi.waitFor(() => expect(pauses).toHaveLength(count));
  return { connections, pauses, silences, events, states, following, connected, paused };
}

const CONTEXT: AgentEvent = { type: 'context', app_contact_id: 'ac1', contact_id: 'c1' };

describe('the stream', () => {
  it('tells a gap at the first place that the desk names, and never again for it', async () => {
    const desk = playedDesk();
    await desk.connected(1);
    desk.connections[0]?.say(': open\n\n');
    desk.connections[0]?.say('id: 7\n\n');
    await vi.waitFor(() => expect(desk.events).toEqual([{ type: 'gap' }]));
    desk.connections[0]?.say(`id: 8\ndata: ${JSON.stringify(CONTEXT)}\n\n`);
    await vi.waitFor(() => expect(desk.events).toEqual([{ type: 'gap' }, CONTEXT]));
    desk.following.stop();
  });

  it('goes on after the last place, also one that came without an event', async () => {
    const desk = playedDesk();
    await desk.connected(1);
    expect(desk.connections[0]?.lastEventId).toBeNull();
    desk.connections[0]?.say('id: 7\n\n');
    await vi.waitFor(() => expect(desk.events).toHaveLength(1));
    desk.connections[0]?.end();
    await desk.paused(1);
    desk.pauses[0]?.over();
    await desk.connected(2);
    expect(desk.connections[1]?.lastEventId).toBe('7');
    expect(desk.states).not.toContain('waiting');
    desk.following.stop();
  });

  it('reads an event that comes in pieces, and passes over what it does not know', async () => {
    const desk = playedDesk();
    await desk.connected(1);
    const text = `event: x\r\ndata: {"type":"new"}\r\n\r\ndata: no json\r\n\r\nid: 3\r\ndata: ${JSON.stringify(CONTEXT)}\r\n\r\n`;
    for (const letter of text) desk.connections[0]?.say(letter);
    await vi.waitFor(() => expect(desk.events).toEqual([{ type: 'gap' }, CONTEXT]));
    desk.following.stop();
  });

  it('waits longer after each failure in a row, and starts afresh once it hears something', async () => {
    let isDown = true;
    const desk = playedDesk(() => (isDown ? 'offline' : 200));
    for (const round of [1, 2]) {
      await desk.paused(round);
      desk.pauses[round - 1]?.over();
    }
    await desk.paused(3);
    expect(desk.pauses.map(({ ms }) => ms)).toEqual([1_000, 2_000, 4_000]);
    expect(desk.states).toContain('waiting');
    isDown = false;
    desk.following.hurry();
    await desk.connected(1);
    desk.connections[0]?.say(':\n\n');
    await vi.waitFor(() => expect(desk.states.at(-1)).toBe('live'));
    await vi.waitFor(() => expect(desk.silences.length).toBeGreaterThan(1));
    desk.connections[0]?.end();
    await desk.paused(4);
    expect(desk.pauses[3]?.ms).toBe(FIRST_PAUSE_MS);
    desk.following.stop();
  });

  it('gives up a connection that says nothing', async () => {
    const desk = playedDesk();
    await desk.connected(1);
    await vi.waitFor(() => expect(desk.silences).toHaveLength(1));
    desk.silences[0]?.();
    await desk.paused(1);
    expect(desk.connections[0]?.signal.aborted).toBe(true);
    desk.following.stop();
  });

  it('ends when the desk no longer knows who asks', async () => {
    const desk = playedDesk(() => 401);
    await vi.waitFor(() => expect(desk.states).toEqual(['connecting', 'ended']));
    expect(desk.pauses).toHaveLength(0);
  });

  it('asks for nothing after it was stopped', async () => {
    const desk = playedDesk();
    await desk.connected(1);
    desk.following.stop();
    await vi.waitFor(() => expect(desk.connections[0]?.signal.aborted).toBe(true));
    expect(desk.pauses).toHaveLength(0);
    expect(desk.events).toHaveLength(0);
  });
});

describe('pauseBefore', () => {
  it('doubles up to its limit, less by chance', () => {
    expect(pauseBefore(0, 0)).toBe(FIRST_PAUSE_MS);
    expect(pauseBefore(40, 0)).toBe(LONGEST_PAUSE_MS);
    expect(pauseBefore(1, 0.5)).toBe(1_500);
  });
});
