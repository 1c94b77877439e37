import type { Fate } from './network.js';
import type { NamedBy, ProofKind } from './people.js';
import { createRandom, type Random } from './random.js';
import type { StorageMode } from './storage.js';

/** One thing that happens to the browser, and how much time passes after it. */
export type Step = Happening & { readonly thenMs: number };

export type Happening =
  | {
      readonly do: 'identify';
      readonly tab: number;
      readonly who: number;
      readonly by: NamedBy;
      readonly proof: ProofKind;
    }
  | { readonly do: 'data'; readonly tab: number }
  | { readonly do: 'reset'; readonly tab: number }
  | { readonly do: 'open'; readonly tab: number }
  | { readonly do: 'close'; readonly tab: number }
  | { readonly do: 'crash'; readonly tab: number }
  | { readonly do: 'reload'; readonly tab: number }
  | { readonly do: 'recreate'; readonly tab: number }
  | { readonly do: 'freeze'; readonly tab: number }
  | { readonly do: 'thaw'; readonly tab: number }
  | { readonly do: 'intoCache'; readonly tab: number }
  | { readonly do: 'outOfCache'; readonly tab: number }
  | { readonly do: 'look'; readonly tab: number }
  | { readonly do: 'login'; readonly who: number; readonly lifeS: number }
  | { readonly do: 'logout' }
  | { readonly do: 'offline' }
  | { readonly do: 'online' }
  | { readonly do: 'requests'; readonly fates: readonly Fate[] }
  | { readonly do: 'endpoint'; readonly mode: EndpointMode }
  | { readonly do: 'storage'; readonly mode: StorageMode }
  | { readonly do: 'connectionsLost' }
  | { readonly do: 'clock'; readonly byMs: number }
  | { readonly do: 'revoked' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'sleep'; readonly ms: number };

/** How the customer's identity endpoint answers. */
export type EndpointMode = 'works' | 'fails' | 'unreadable' | 'slow';

/** A whole run, before it happens. */
export interface Schedule {
  readonly seed: number;
  readonly tabs: number;
  /** Whether the app's settings name an identity endpoint. */
  readonly hasEndpoint: boolean;
  readonly hasLocks: boolean;
  readonly steps: readonly Step[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TEN_YEARS_MS = 3_653 * DAY_MS;

const PAUSES: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 3],
  [1, 30],
  [20, 200],
  [100, 1_500],
  [1_000, 12_000],
];

/** How often each thing happens, against the others. */
const WEIGHTS = {
  identify: 26,
  data: 14,
  reset: 4,
  open: 8,
  close: 2,
  crash: 4,
  reload: 4,
  recreate: 1.5,
  freeze: 3,
  thaw: 3,
  intoCache: 1.5,
  outOfCache: 2,
  look: 2,
  login: 4,
  logout: 2,
  offline: 3,
  online: 4,
  requests: 9,
  endpoint: 2,
  storage: 1.5,
  connectionsLost: 1,
  clock: 2,
  revoked: 1.5,
  wait: 2,
  sleep: 1.5,
} as const satisfies Record<Happening['do'], number>;

const FATES = {
  ok: 4,
  lostRequest: 2,
  lostAnswer: 4,
  tornAnswer: 1,
  failsBefore: 1,
  failsAfter: 1,
  tooMany: 0.5,
  slow: 0.5,
  duplicated: 2,
  reordered: 2,
} as const satisfies Record<Fate, number>;

/** The schedule of a seed. Some are gentle, with few kinds of faults, since one fault can hide what another one does. */
export function scheduleOf(seed: number): Schedule {
  const random = createRandom(seed);
  const tabs = Math.min(random.between(1, 6), random.between(1, 6));
  const kinds = Object.keys(WEIGHTS) as Happening['do'][];
  const left = new Set(random.chance(0.5) ? [] : kinds.filter((kind) => kind !== 'identify' && random.chance(0.5)));
  const weights = Object.fromEntries(kinds.map((kind) => [kind, left.has(kind) ? 0 : WEIGHTS[kind]]));
  const hasEndpoint = random.chance(0.5);
  const hasLocks = random.chance(0.7);
  const length = random.between(3, random.chance(0.3) ? 40 : 16);
  const steps = Array.from({ length }, (): Step => {
    const [least, most] = random.pick(PAUSES);
    return {
      ...happening(random, random.weighted(weights) as Happening['do'], tabs),
      thenMs: random.between(least, most),
    };
  });
  return { seed, tabs, hasEndpoint, hasLocks, steps };
}

function happening(random: Random, kind: Happening['do'], tabs: number): Happening {
  const tab = random.between(0, tabs - 1);
  const who = random.chance(0.6) ? 0 : random.between(1, 2);
  switch (kind) {
    case 'identify': {
      const by = random.weighted({ id: 6, email: 1, both: 1 });
      return { do: kind, tab, who, by, proof: random.weighted({ right: 5, none: 3, wrong: 0.4 }) };
    }
    case 'login':
      return { do: kind, who, lifeS: random.pick([30, 120, 3_600]) };
    case 'requests': {
      const fates = Array.from({ length: random.between(1, 5) }, () => random.weighted(FATES));
      return { do: kind, fates };
    }
    case 'endpoint':
      return { do: kind, mode: random.weighted({ works: 3, fails: 2, unreadable: 1, slow: 1 }) };
    case 'storage':
      return { do: kind, mode: random.weighted({ works: 3, hangs: 1, full: 1, refuses: 1 }) };
    case 'clock':
      return { do: kind, byMs: random.pick([-TEN_YEARS_MS, TEN_YEARS_MS, 6 * DAY_MS, 8 * DAY_MS, -HOUR_MS]) };
    case 'wait':
      return { do: kind, ms: random.between(60_000, 200_000) };
    case 'sleep':
      return { do: kind, ms: random.pick([2 * HOUR_MS, 26 * HOUR_MS, 8 * DAY_MS, 40 * DAY_MS]) };
    case 'logout':
    case 'offline':
    case 'online':
    case 'connectionsLost':
    case 'revoked':
      return { do: kind };
    default:
      return { do: kind, tab };
  }
}
