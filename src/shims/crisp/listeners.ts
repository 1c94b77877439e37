import type { Client } from '../../client/client.js';
import type { Message } from '../../protocol/index.js';
import type { Warn } from '../warnings.js';

/** `["on", name]`, and the client's event behind it. */
const EVENTS = { 'chat:opened': 'open', 'chat:closed': 'close', 'message:received': 'message' } as const;

/** What a page listens to by Crisp's names. */
export interface Listeners {
  on(name: string, listener: unknown): void;
  /** Every listener of that name, as Crisp does. */
  off(name: string): void;
  stop(): void;
}

export function createListeners(client: Client, warn: Warn): Listeners {
  const stops = new Map<string, (() => void)[]>();
  const off = (name: string) => {
    for (const stop of stops.get(name) ?? []) stop();
    stops.delete(name);
  };
  return {
    on(name, listener) {
      if (typeof listener !== 'function') return;
      // A session is there when one is needed; its id is the desk's own.
      if (name === 'session:loaded') client.ready().then(() => listener(null));
      else if (!Object.hasOwn(EVENTS, name)) warn('shim_command', `["on", "${name}"]`);
      else {
        const stop = client.on(EVENTS[name as keyof typeof EVENTS], (event) =>
          event ? listener(asCrisps(event)) : listener(),
        );
        stops.set(name, [...(stops.get(name) ?? []), stop]);
      }
    },
    off,
    stop() {
      for (const name of stops.keys()) off(name);
    },
  };
}

/** The fields of Crisp's message that its listeners read. */
function asCrisps({ text, author_name, sent_at }: Message) {
  return {
    type: 'text',
    content: text,
    from: 'operator',
    origin: 'chat',
    is_me: false,
    timestamp: Date.parse(sent_at),
    user: { nickname: author_name },
  };
}
