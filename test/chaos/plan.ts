import { createRandom, type Random } from '../simulation/random.js';

/** The two people who use the browser of a round. */
export type Person = 'ada' | 'grace';

/** How a page says who it is: a signed claim, the identity endpoint's token, or a claim without proof. */
export type Way = 'hash' | 'token' | 'claim';

/** One round: a browser's profile is used, killed, and used again until nothing is left to deliver. */
export interface RoundPlan {
  readonly seed: number;
  readonly lives: readonly LifePlan[];
}

/** What happens between two starts of the tabs. */
export interface LifePlan {
  readonly person: Person;
  readonly way: Way;
  /** One to four. */
  readonly tabs: readonly TabPlan[];
  /** What becomes of the first requests to the desk; all later ones arrive and are answered. */
  readonly fates: readonly Fate[];
  /** `null`: the tabs are closed when everything is delivered. */
  readonly kill: KillPlan | null;
}

export type TabPlan = readonly Step[];

/** What a tab does, one step after the other, and how long it then waits, in milliseconds. */
export type Step =
  | {
      readonly do: 'patch';
      /** 1, 2, 3 … within the round: names the patch. */
      readonly patch: number;
      /** By `identify()`, else by `update()`. */
      readonly claims: boolean;
      /** Some kilobytes. */
      readonly isLarge: boolean;
      /** Goes on only when the receipt is there. */
      readonly waits: boolean;
      readonly thenMs: number;
    }
  | { readonly do: 'reset'; readonly thenMs: number };

/** What becomes of a request on its way to the desk. */
export type Fate =
  | 'arrives'
  | 'slow'
  | 'isLost'
  | 'answerIsLost'
  | 'failsBefore'
  | 'failsAfter'
  | 'arrivesTwice'
  | 'arrivesAgainLater';

/** When the browser is killed: some milliseconds after something happened for the nth time in this life. */
export interface KillPlan {
  readonly moment: Moment;
  readonly nth: number;
  readonly thenMs: number;
}

/** A page loads; a patch was called, or told as stored; a request arrives at the desk; it was answered there. */
export type Moment = 'loading' | 'called' | 'stored' | 'opening' | 'asked' | 'committed';

/** More requests than a life has time for. */
const FOR_EVER = 100;

const FATES: Readonly<Record<Fate, number>> = {
  arrives: 10,
  slow: 2,
  isLost: 1,
  answerIsLost: 3,
  failsBefore: 1,
  failsAfter: 1,
  arrivesTwice: 2,
  arrivesAgainLater: 2,
};
const MOMENTS: Readonly<Record<Moment, number>> = {
  loading: 1,
  called: 3,
  stored: 5,
  opening: 2,
  asked: 4,
  committed: 5,
};

/** Who uses the browser one after the other; every life but the last may be killed. */
function castOf(random: Random, way: () => Way): readonly Pick<LifePlan, 'person' | 'way'>[] {
  const first = way();
  const ada = { person: 'ada', way: first } as const;
  const more = random.chance(0.3) ? [ada, ada] : [ada];
  const story = random.weighted({ returns: 4, provesOtherwise: 2, switches: 2, switchesBack: 2 });
  if (story === 'returns') return [...more, ada];
  if (story === 'provesOtherwise') return [...more, { person: 'ada', way: way() }];
  const grace = { person: 'grace', way: way() } as const;
  return story === 'switches' ? [...more, grace] : [...more, grace, ada];
}

/**
 * The plan of a round. The same seed gives the same plan; what a browser makes of it varies with its own timing.
 */
export function planOf(seed: number): RoundPlan {
  const random = createRandom(seed);
  const isUnproven = random.chance(0.2);
  const cast = castOf(random, () => (isUnproven ? 'claim' : random.pick(['hash', 'token'])));
  let patches = 0;

  function patch(way: Way, isFirst: boolean): Step {
    patches += 1;
    return {
      do: 'patch',
      patch: patches,
      claims: way !== 'token' && (isFirst || random.chance(0.3)),
      isLarge: random.chance(0.08),
      waits: random.chance(0.4),
      thenMs: random.chance(0.4) ? 0 : random.between(1, 40),
    };
  }

  function tab(way: Way, [least, most]: readonly [number, number], resets: boolean): TabPlan {
    const steps = Array.from({ length: random.between(least, most) }, (_, place) => patch(way, place === 0));
    const reset = { do: 'reset', thenMs: random.between(0, 20) } as const;
    // Who is named before the reset must be named again after it.
    return resets ? [...steps, reset, patch(way, true), patch(way, false)] : steps;
  }

  const lives = cast.map(({ person, way }, place): LifePlan => {
    const isLast = place === cast.length - 1;
    const kill = place === 0 || (!isLast && random.chance(0.6)) ? killOf(random) : null;
    const resets = random.chance(0.12);
    const tabs = Number(random.weighted(kill ? { 1: 4, 2: 3, 3: 2, 4: 2 } : { 1: 6, 2: 2, 4: 1 }));
    return {
      person,
      way,
      tabs: Array.from({ length: tabs }, (_, index) => tab(way, kill ? [4, 14] : [1, 3], resets && index === 0)),
      fates: fatesOf(random, kill !== null),
      kill,
    };
  });
  return { seed, lives };
}

/** A life that is killed has a bad network, or none at all: then the disk alone has what was stored. */
function fatesOf(random: Random, isKilled: boolean): readonly Fate[] {
  if (isKilled && random.chance(0.25)) return Array.from({ length: FOR_EVER }, () => 'isLost');
  const requests = isKilled ? 8 : random.chance(0.1) ? 2 : 0;
  return Array.from({ length: requests }, () => random.weighted(FATES));
}

/** The plans of so many rounds; each seed is one more than the last. */
export function plansFrom(seed: number, rounds: number): readonly RoundPlan[] {
  return Array.from({ length: rounds }, (_, place) => planOf(seed + place));
}

function killOf(random: Random): KillPlan {
  const moment = random.weighted(MOMENTS);
  const nth = moment === 'loading' || moment === 'opening' ? 1 : random.between(1, moment === 'asked' ? 3 : 6);
  return { moment, nth, thenMs: random.chance(0.4) ? 0 : random.between(1, 60) };
}
