import { createServer, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cable, mountCable } from './cable.js';
import { Inbox, type InboxOptions, Refused } from './inbox.js';
import { allowed, type OperationName } from './published.js';

/** What befalls one request: a status instead of the answer, or the work done and the answer lost. */
export type Mishap =
  | { readonly on: OperationName; readonly status: number }
  | { readonly on: OperationName; readonly lost: true };

/** A Chatwoot that runs here. */
export interface ChatwootServer {
  readonly url: string;
  readonly inbox: Inbox;
  readonly cable: Cable;
  /** Requests that Chatwoot's API document does not allow. */
  readonly violations: string[];
  /** Every operation asked for, in order. */
  readonly asked: OperationName[];
  /** Befall the next requests of their operations, once each. */
  readonly mishaps: Mishap[];
  /** Answers in a conversation as an agent. */
  answer(conversation: string, text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on a free port. */
export async function startChatwoot(options: InboxOptions = {}): Promise<ChatwootServer> {
  const violations: string[] = [];
  const asked: OperationName[] = [];
  const mishaps: Mishap[] = [];
  const http = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const call = allowed(request.method ?? '', request.url ?? '', request.headers, text);
    if ('violation' in call) {
      violations.push(call.violation);
      return refuse(response, call.status);
    }
    asked.push(call.name);
    const place = mishaps.findIndex(({ on }) => on === call.name);
    const [mishap] = place < 0 ? [] : mishaps.splice(place, 1);
    if (mishap && 'status' in mishap) return refuse(response, mishap.status);
    try {
      const answer = await inbox.perform(call);
      if (mishap) return void response.destroy();
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(answer === null ? '' : plainJson(answer));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refuse(response, error.status);
    }
  });
  const cable = mountCable(
    http,
    (token) => [...inbox.seats.values()].some(({ pubsub_token }) => pubsub_token === token),
    violations,
  );
  const inbox = new Inbox(options, cable.broadcast);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    inbox,
    cable,
    violations,
    asked,
    mishaps,
    answer: async (id, text) => {
      const conversation = inbox.conversations.find((each) => String(each.id) === id);
      if (!conversation) throw new Error(`no conversation ${id}`);
      inbox.say(conversation, text, { sender: { id: 1, name: 'Grace Hopper', available_name: 'Grace', type: 'user' } });
    },
    stop: async () => {
      cable.drop();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** In one process with the page: what the page's prototypes do must not reach the answer. */
function plainJson(value: object): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key: string) {
    return this[key];
  });
}

/** As Rails answers what nothing rescued, to whoever accepts JSON. */
function refuse(response: ServerResponse, status: number): void {
  if (status === 429) {
    response.writeHead(429, { 'content-type': 'text/plain', 'retry-after': '7' }).end('Retry later\n');
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' });
  response.end(JSON.stringify({ status, error: STATUS_CODES[status] }));
}
