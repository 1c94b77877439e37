import { plainJson } from './json.js';

/** The server pings every 3 s; the official client gives up after two of them (in milliseconds). */
const SILENCE_LIMIT_MS = 12_000;

/** Chatwoot forgets that somebody is online after 20 s (in milliseconds). */
const PRESENCE_EVERY_MS = 15_000;

/** The only protocol spoken here; the server picks one of those offered. */
const PROTOCOLS = ['actioncable-v1-json', 'actioncable-unsupported'];

/** What a connection tells. */
export interface CableEvents {
  /** From now on events arrive. */
  confirmed(): void;
  /** An event of the contact's channel. */
  event(name: string, data: unknown): void;
}

interface Frame {
  readonly type?: string;
  readonly message?: { readonly event?: string; readonly data?: unknown };
}

/**
 * Chatwoot's realtime socket is Rails' Action Cable, and on it the channel of one contact. This is one connection, from its beginning to its end, whatever ended it.
 *
 * @param token - the seat's `pubsub_token`; it travels in a frame, never in the URL.
 * @see https://docs.anycable.io/misc/action_cable_protocol
 */
export function connectOnce(origin: string, token: string, on: CableEvents, signal: AbortSignal): Promise<void> {
  const identifier = plainJson({ channel: 'RoomChannel', pubsub_token: token });
  const socket = signal.aborted ? null : socketTo(`${origin.replace(/^http/, 'ws')}/cable`);
  return socket ? listen(socket, identifier, on, signal) : Promise.resolve();
}

function listen(socket: WebSocket, identifier: string, on: CableEvents, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let presence: ReturnType<typeof setInterval> | undefined;
    let silence = setTimeout(end, SILENCE_LIMIT_MS);
    const say = (command: string, data?: object) =>
      socket.send(plainJson({ command, identifier, ...(data && { data: plainJson(data) }) }));

    function end(): void {
      clearTimeout(silence);
      clearInterval(presence);
      signal.removeEventListener('abort', end);
      socket.onmessage = null;
      socket.close();
      resolve();
    }

    function confirm(): void {
      presence = setInterval(say, PRESENCE_EVERY_MS, 'message', { action: 'update_presence' });
      on.confirmed();
    }

    signal.addEventListener('abort', end);
    socket.onclose = socket.onerror = end;
    socket.onmessage = ({ data }) => {
      const { type, message } = frameOf(data);
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_LIMIT_MS);
      if (type === 'welcome') say('subscribe');
      else if (type === 'confirm_subscription') confirm();
      else if (type === 'reject_subscription' || type === 'disconnect') end();
      else if (message?.event) on.event(message.event, message.data);
    };
  });
}

/** `null` where the page or the runtime allows none. */
function socketTo(url: string): WebSocket | null {
  try {
    return new WebSocket(url, PROTOCOLS);
  } catch {
    return null;
  }
}

/** What nobody can read is passed over. */
function frameOf(text: unknown): Frame {
  try {
    return (typeof text === 'string' && JSON.parse(text)) || {};
  } catch {
    return {};
  }
}
