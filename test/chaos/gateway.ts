import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fate, Moment } from './plan.js';

/** An entry of a lane that was handed to the desk. */
export interface Delivery {
  readonly lane: string;
  readonly seq: number;
  /** The number of the patch in it. */
  readonly patch: number;
  /** In which life of the round its request came. */
  readonly life: number;
}

/** The part of a push that is looked at. */
interface Push {
  readonly lane: string;
  readonly entries: readonly { readonly seq: number; readonly custom_data: Readonly<Record<string, unknown>> }[];
}

/** What stands between the browser and the desk: it does to requests what networks and gateways do. */
export interface Gateway {
  readonly url: string;
  /** What becomes of the next requests that carry something, in their order. */
  fates: Fate[];
  /** The life that requests belong to from now on. */
  life: number;
  /** Hears of a request's way. */
  onMoment: (moment: Extract<Moment, 'opening' | 'asked' | 'committed'>) => void;
  /** A round begins: what was handed to the desk before is forgotten. */
  begin(): void;
  /** Every entry that the desk was handed in this round, each as often as it was. */
  deliveries(): readonly Delivery[];
  /** Resolves when nothing is on its way to the desk. */
  settled(): Promise<void>;
  close(): void;
}

const SLOW_MS = 150;
const AGAIN_MS = 120;
/** What a gateway's own error says: nothing that the client can read. */
const GATEWAY_PAGE = '<html>';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** @param deskUrl - the desk's own address. */
export async function openGateway(deskUrl: string): Promise<Gateway> {
  let deliveries: Delivery[] = [];
  const underway = new Set<Promise<unknown>>();

  function track<T>(work: Promise<T>): Promise<T> {
    const known = work.catch(() => undefined).finally(() => underway.delete(known));
    underway.add(known);
    return work;
  }

  async function hand(
    { method = 'GET', url = '', headers }: IncomingMessage,
    body: string,
    life: number,
  ): Promise<Answer> {
    const kept = ['authorization', 'content-type', 'origin', 'access-control-request-headers'];
    const sent = ['access-control-request-method', ...kept].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as [string, string]] : [];
    });
    if (url === '/v1/patches' && method === 'POST') {
      const { lane, entries } = JSON.parse(body) as Push;
      deliveries.push(...entries.map(({ seq, custom_data }) => ({ lane, seq, life, patch: numberIn(custom_data) })));
    }
    const answer = await fetch(deskUrl + url, { method, headers: sent, ...(body !== '' && { body }) });
    const { 'content-encoding': _, 'content-length': __, ...passed } = Object.fromEntries(answer.headers);
    return { status: answer.status, headers: passed, body: Buffer.from(await answer.arrayBuffer()) };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { life } = gateway;
    const body = await bodyOf(request);
    const isPush = request.url === '/v1/patches' && request.method === 'POST';
    const isOpen = Boolean(request.url?.endsWith('/sessions')) && request.method === 'POST';
    const fate = isPush || isOpen ? (gateway.fates.shift() ?? 'arrives') : 'arrives';
    if (isPush) gateway.onMoment('asked');
    if (isOpen) gateway.onMoment('opening');
    if (fate === 'isLost') return void response.destroy();
    if (fate === 'failsBefore') return void response.writeHead(503).end(GATEWAY_PAGE);
    if (fate === 'slow') await pause(SLOW_MS);
    const handed = track(hand(request, body, life));
    if (fate === 'arrivesTwice') track(hand(request, body, life));
    const answer = await handed;
    if (fate === 'arrivesAgainLater') track(pause(AGAIN_MS).then(() => hand(request, body, life)));
    if (isPush) gateway.onMoment('committed');
    if (fate === 'answerIsLost') return void response.destroy();
    // A gateway's page, which a page's script may not even read.
    if (fate === 'failsAfter') return void response.writeHead(502).end(GATEWAY_PAGE);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  const server = createServer((request, response) => {
    // Who was killed hears no answer.
    response.on('error', () => {});
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const gateway: Gateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fates: [],
    life: 0,
    onMoment() {},
    begin() {
      deliveries = [];
    },
    deliveries: () => [...deliveries],
    async settled() {
      while (underway.size > 0) await Promise.all(underway);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return gateway;
}

/** A patch names itself by a key, as `p7`. */
function numberIn(custom_data: Readonly<Record<string, unknown>>): number {
  return Number(
    Object.keys(custom_data)
      .find((key) => /^p\d+$/.test(key))
      ?.slice(1),
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
