import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Broadcast } from './inbox.js';

/** Action Cable as Chatwoot mounts it, with its one channel for contacts. */
export interface Cable {
  readonly broadcast: Broadcast;
  /** Presences that contacts published. */
  readonly presences: string[];
  /** Breaks every connection, as a restart does. */
  drop(): void;
  connections(): number;
}

const PROTOCOL = 'actioncable-v1-json';

/** Rails pings every 3 s (in milliseconds). */
const PING_EVERY_MS = 3_000;

/**
 * @param isToken - whether a seat has this `pubsub_token`.
 */
export function mountCable(http: Server, isToken: (token: string) => boolean, violations: string[]): Cable {
  const followers = new Map<WebSocket, Set<string>>();
  const presences: string[] = [];
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });

  http.on('upgrade', (request: IncomingMessage, socket, head) => {
    if (request.url !== '/cable') violations.push(`a socket at ${request.url}`);
    sockets.handleUpgrade(request, socket, head, (connection) => welcome(connection));
  });

  function welcome(connection: WebSocket): void {
    if (connection.protocol !== PROTOCOL) violations.push('no protocol in common');
    followers.set(connection, new Set());
    const tell = (frame: object) => connection.send(JSON.stringify(frame));
    const ping = setInterval(() => tell({ type: 'ping', message: Math.floor(Date.now() / 1_000) }), PING_EVERY_MS);
    connection.on('close', () => {
      clearInterval(ping);
      followers.delete(connection);
    });
    connection.on('message', (data) => hear(connection, String(data), tell));
    tell({ type: 'welcome' });
  }

  function hear(connection: WebSocket, text: string, tell: (frame: object) => void): void {
    const { command, identifier, data, ...unknown } = JSON.parse(text);
    const { channel, pubsub_token: token, ...others } = JSON.parse(identifier);
    if (Object.keys({ ...unknown, ...others }).length > 0) violations.push(`an unknown field in ${text}`);
    if (channel !== 'RoomChannel' || typeof token !== 'string')
      violations.push(`no channel of contacts: ${identifier}`);
    if (command === 'subscribe') {
      // A token that nobody has raises: the channel is never confirmed, and the connection stays.
      if (!isToken(token)) return;
      followers.get(connection)?.add(identifier);
      tell({ identifier, type: 'confirm_subscription' });
    } else if (command === 'message' && JSON.parse(data).action === 'update_presence') presences.push(token);
    else violations.push(`an unknown command: ${text}`);
  }

  return {
    presences,
    broadcast: (tokens, event, data) => {
      for (const [connection, identifiers] of followers) {
        for (const identifier of identifiers) {
          if (!tokens.includes(JSON.parse(identifier).pubsub_token)) continue;
          connection.send(JSON.stringify({ identifier, message: { event, data: { ...data, account_id: 1 } } }));
        }
      }
    },
    drop: () => {
      for (const connection of sockets.clients) connection.terminate();
    },
    connections: () => followers.size,
  };
}
