import type { SuggestionEvent, SuggestionWish } from '../../../desk/wire/assist.js';
import { DESK_URL, type TestDesk } from '../support/desk.js';

/** A suggestion as its agent hears it. */
export interface Heard {
  readonly response: Response;
  /** The next event; `null` after the last one. */
  next(): Promise<SuggestionEvent | null>;
  /** All that are left. */
  rest(): Promise<SuggestionEvent[]>;
  /** As a browser that goes away. */
  leave(): Promise<void>;
}

/** Asks for a suggestion. */
export type Ask = (ticketId: string, wish?: SuggestionWish) => Promise<Heard>;

/** A signed-in agent who asks for suggestions and hears them piece by piece. */
export function listener(testDesk: TestDesk, cookie: string): Ask {
  return async (ticketId, wish = { what: 'suggest' }) => {
    const response = await testDesk.http.request(`${DESK_URL}/api/tickets/${ticketId}/suggestion`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify(wish),
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let buffer = '';
    async function next(): Promise<SuggestionEvent | null> {
      for (;;) {
        const end = buffer.indexOf('\n\n');
        if (end >= 0) {
          const block = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          if (block.startsWith('data: ')) return JSON.parse(block.slice('data: '.length));
          continue;
        }
        const part = await reader?.read();
        if (!part || part.done) return null;
        buffer += part.value;
      }
    }
    return {
      response,
      next,
      async rest() {
        const events: SuggestionEvent[] = [];
        for (let event = await next(); event; event = await next()) events.push(event);
        return events;
      },
      leave: async () => reader?.cancel(),
    };
  };
}

/** The draft that the events make. */
export function draftOf(events: readonly SuggestionEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}
