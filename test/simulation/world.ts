import { type BackendSetup, type MakeBackend, modelBackend } from './backends.js';
import { createChannels } from './channels.js';
import type { StartClient } from './client-code.js';
import { createLocks } from './locks.js';
import { createNetwork, type Network, type WireRequest } from './network.js';
import { createOracle, type Oracle } from './oracle.js';
import { createPeople, type Human } from './people.js';
import { createRandom, type Random } from './random.js';
import type { Schedule } from './schedule.js';
import { createSite, ENDPOINT_PATH, type Site } from './site.js';
import { createStorage, type Storage } from './storage.js';
import { createTimeline, type Timeline } from './timeline.js';

/** Everything around the tabs of one run. */
export interface World {
  readonly schedule: Schedule;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly network: Network;
  readonly storage: Storage;
  readonly channels: ReturnType<typeof createChannels>;
  readonly locks: ReturnType<typeof createLocks>;
  readonly site: Site;
  readonly people: readonly Human[];
  readonly desk: BackendSetup;
  readonly oracle: Oracle;
  readonly startClient: StartClient;
  /** What the device's clock is off by, in milliseconds. */
  clockMs: number;
  /** How long the device has slept: every clock went on, but no timer did. */
  sleptMs: number;
  deviceNow(): number;
  readonly counts: Map<string, number>;
  count(what: string): void;
  /** Tells what happens, for a replay. */
  trace(line: string): void;
}

/** When each run begins, by every clock, in milliseconds since 1970. */
const BEGIN_MS = Date.UTC(2026, 0, 5);

export const PAGE_URL = 'https://shop.test/';
export const DESK_URL = 'https://desk.test';

/** What a run may be given besides its schedule. */
export interface WorldOptions {
  readonly startClient: StartClient;
  /** @default the model */
  readonly makeBackend?: MakeBackend;
  /** @default nobody listens */
  readonly onTrace?: (line: string) => void;
}

export async function createWorld(schedule: Schedule, options: WorldOptions): Promise<World> {
  const { startClient, makeBackend = modelBackend() } = options;
  const random = createRandom(schedule.seed).fork('world');
  const timeline = createTimeline();
  const serverNow = () => BEGIN_MS + timeline.now() + world.sleptMs;
  const run = String(schedule.seed);
  const people = createPeople(run);
  const counts = new Map<string, number>();
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const desk = await makeBackend({
    now: serverNow,
    onApply: (application) => oracle.applied(application),
    identityEndpoint: schedule.hasEndpoint ? ENDPOINT_PATH : null,
    people,
    run,
  });
  const trace = (line: string) => options.onTrace?.(`${timeline.now().toFixed(1).padStart(10)}  ${line}`);
  const storage = createStorage(timeline, random.fork('storage'), (page) => {
    trace(`page ${page.id} commits ${options.onTrace ? storage.text() : ''}`);
    oracle.committed();
  });
  const site = createSite(desk.notary.token);
  const deviceNow = () => serverNow() + world.clockMs;
  const oracle = createOracle({
    now: timeline.now,
    deviceNow,
    diskText: storage.text,
    humanOfToken: desk.humanOfToken,
  });
  const network = createNetwork(timeline, random.fork('network'), {
    pageUrl: PAGE_URL,
    serve: ({ url, method, credential, body }) =>
      url.pathname === ENDPOINT_PATH
        ? site.answer()
        : desk.backend.handle({ method, path: url.pathname, credential, body }),
    onSend(request) {
      const { page, method, url, body } = request;
      trace(`page ${page.id} sends ${method} ${url.pathname} ${JSON.stringify(body)}`);
      oracle.sent(request);
    },
    onAnswer(request, answer) {
      trace(`page ${request.page.id} gets ${answer.status} ${JSON.stringify(answer.body)}`);
      if (request.url.pathname === ENDPOINT_PATH) tellIdentity(request, answer.body);
      else oracle.answered(request, answer);
    },
    onFate: (fate) => fate !== 'ok' && count(`request ${fate}`),
  });

  function tellIdentity({ page }: WireRequest, body: unknown): void {
    const { identity } = body as { readonly identity?: string | null };
    if (identity === null) oracle.toldIdentity(page, null);
    else if (identity) oracle.toldIdentity(page, desk.humanOfToken(identity));
  }

  const world: World = {
    schedule,
    timeline,
    random,
    network,
    storage,
    channels: createChannels(timeline, random.fork('channels'), () => count('message lost')),
    locks: createLocks(timeline),
    site,
    people,
    desk,
    oracle,
    startClient,
    clockMs: 0,
    sleptMs: 0,
    deviceNow,
    counts,
    count,
    trace,
  };
  return world;
}
