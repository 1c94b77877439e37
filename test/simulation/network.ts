import type { BackendAnswer } from './model-desk.js';
import type { Page } from './page.js';
import type { Random } from './random.js';
import type { Timeline } from './timeline.js';

/** What becomes of a request, besides arriving and being answered. */
export type Fate =
  | 'ok'
  | 'lostRequest'
  | 'lostAnswer'
  | 'tornAnswer'
  | 'failsBefore'
  | 'failsAfter'
  | 'tooMany'
  | 'slow'
  | 'duplicated'
  | 'reordered';

/** A request on its way, as the server will read it. */
export interface WireRequest {
  readonly page: Page;
  readonly url: URL;
  readonly method: string;
  readonly credential: string | null;
  readonly body: unknown;
  readonly keepalive: boolean;
}

/** The network between the pages of one browser and everybody else. */
export interface Network {
  isOffline: boolean;
  /** The fates of the next requests, in their order. */
  readonly fates: Fate[];
  /** The page's `fetch`. */
  fetchFor(page: Page): (url: URL | string, init?: FetchInit) => Promise<object>;
}

export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | null;
  readonly keepalive?: boolean;
  readonly signal?: AbortSignal | null;
}

export interface NetworkPorts {
  /** The server: it acts when this is called. */
  readonly serve: (request: WireRequest) => Promise<BackendAnswer>;
  readonly onSend: (request: WireRequest) => void;
  /** The page got the answer. */
  readonly onAnswer: (request: WireRequest, answer: BackendAnswer) => void;
  readonly onFate: (fate: Fate) => void;
  readonly pageUrl: string;
}

/** What all keepalive requests may carry, in bytes. */
const KEEPALIVE_BYTES = 65_535;

/** An ordinary trip, and one that something held up, in milliseconds at most. */
const TRIP_MS = 60;
const DETOUR_MS = 15_000;
/** Longer than any client waits. */
const FOREVER_MS = 45_000;

/** How often a request that had not arrived goes down with its page. */
const CANCELLED_SHARE = 0.5;

export function createNetwork(timeline: Timeline, random: Random, ports: NetworkPorts): Network {
  async function send(
    request: WireRequest,
    fate: Fate,
    done: (answer: BackendAnswer, isTorn: boolean) => void,
    fail: (after: number) => void,
  ): Promise<void> {
    const trip = () => random.between(1, TRIP_MS);
    if (network.isOffline || fate === 'lostRequest') return fail(trip());
    const held = fate === 'slow' ? FOREVER_MS : fate === 'reordered' ? random.between(100, DETOUR_MS) : 0;
    timeline.after(trip() + held, async () => {
      if (network.isOffline) return fail(trip());
      if (!request.page.isAlive && !request.keepalive && random.chance(CANCELLED_SHARE)) return;
      if (fate === 'failsBefore') return answer({ status: 503, body: '<html>' });
      if (fate === 'tooMany') return answer({ status: 429, body: { error: { code: 'too_many_requests' } } });
      const served = await ports.serve(request);
      if (fate === 'duplicated')
        timeline.after(random.between(1, 2 * DETOUR_MS), async () => void (await ports.serve(request)));
      if (fate === 'lostAnswer') return fail(trip());
      answer(fate === 'failsAfter' ? { status: 502, body: '<html>' } : served);
    });
    function answer(served: BackendAnswer): void {
      timeline.after(trip(), () => (network.isOffline ? fail(0) : done(served, fate === 'tornAnswer')));
    }
  }

  function fetchOf(page: Page, url: URL | string, init: FetchInit): Promise<object> {
    const request: WireRequest = {
      page,
      url: new URL(url, ports.pageUrl),
      method: init.method ?? 'GET',
      credential: /^Bearer (.*)$/.exec(init.headers?.authorization ?? '')?.[1] ?? null,
      body: init.body ? JSON.parse(init.body) : null,
      keepalive: init.keepalive ?? false,
    };
    return new Promise((resolve, reject) => {
      const { signal } = init;
      if (signal?.aborted) return reject(signal.reason);
      if (request.keepalive && (init.body?.length ?? 0) > KEEPALIVE_BYTES) return reject(new TypeError('too large'));
      signal?.addEventListener('abort', () => reject(signal.reason));
      const fate = network.fates.shift() ?? 'ok';
      ports.onFate(fate);
      ports.onSend(request);
      send(
        request,
        fate,
        (answer, isTorn) =>
          page.run(() => {
            if (signal?.aborted) return;
            if (!isTorn) ports.onAnswer(request, answer);
            resolve(responseOf(answer, isTorn));
          }),
        (after) => void page.later(after, () => reject(new TypeError('Failed to fetch'))),
      );
    });
  }

  const network: Network = {
    isOffline: false,
    fates: [],
    fetchFor:
      (page) =>
      (url, init = {}) =>
        fetchOf(page, url, init),
  };
  return network;
}

/** The part of a `Response` that JSON clients use. */
function responseOf({ status, body }: BackendAnswer, isTorn: boolean): object {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const read = async () => (isTorn ? text.slice(0, text.length / 2) : text);
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: (name: string) => (name === 'retry-after' && status === 429 ? '7' : null) },
    text: read,
    json: async () => JSON.parse(await read()),
  };
}
