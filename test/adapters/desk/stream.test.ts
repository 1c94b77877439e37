import type { StreamEvent } from 'convot/protocol';
import { afterEach, expect, test, vi } from 'vitest';
import { deskHttp } from '../../../src/adapters/desk/http.js';
import { follow } from '../../../src/adapters/desk/stream.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const desk = deskHttp('https://desk.example');

/** A desk that says each of these texts on a connection of its own, and then nothing more. */
function speaking(...texts: string[]) {
  const asked: (string | null)[] = [];
  vi.stubGlobal('fetch', async (_: string, { headers }: RequestInit) => {
    asked.push(new Headers(headers).get('last-event-id'));
    const text = texts.shift();
    return text === undefined ? new Promise(() => undefined) : new Response(text);
  });
  return asked;
}

async function heard(count: number): Promise<StreamEvent[]> {
  const stop = new AbortController();
  const events: StreamEvent[] = [];
  void follow(desk, 'secret', (event) => events.push(event), stop.signal);
  await vi.waitFor(() => expect(events.length).toBeGreaterThanOrEqual(count));
  stop.abort();
  return events;
}

test('the first place is a gap: nobody knows what came before it', async () => {
  speaking('id: 4\n\nid: 5\n\n');
  expect(await heard(1)).toEqual([{ type: 'gap' }]);
});

test('an event that nobody can read is passed over, not asked for again', async () => {
  const asked = speaking('id: 1\ndata: {}\n\nid: 2\ndata: not JSON\n\nid: 3\ndata: {"type":"gap"}\n\n');
  expect(await heard(2)).toEqual([{}, { type: 'gap' }]);
  expect(asked).toEqual([null]);
});

test('a lost connection goes on after the last place heard', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 100 });
  const asked = speaking(
    'id: 1\ndata: {"type":"gap"}\n\nid: 2\ndata: {"type',
    'id: 2\ndata: {"type":"session_ended"}\n\n',
  );
  expect(await heard(2)).toEqual([{ type: 'gap' }, { type: 'session_ended' }]);
  expect(asked).toEqual([null, '1']);
});
