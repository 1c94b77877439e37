import type { Settlement } from '../../src/index.js';
import type { LifePlan, Moment, RoundPlan } from './plan.js';
import type { TabReport } from './site.js';

/** What was seen of a patch. */
export interface PatchRecord {
  /** What the receipt said; `null`: the browser was killed before it was heard. */
  readonly stored: 'queued' | 'held' | 'none' | null;
  readonly end: Settlement['status'] | null;
}

/** What tabs and gateway told of a round. */
export interface Seen {
  /** By the patch's number. */
  readonly patches: ReadonlyMap<number, PatchRecord>;
  /** How many discarded patches the tabs of each life were told of. */
  readonly discarded: readonly number[];
  /** Whether a `reset()` was called in each life. */
  readonly reset: readonly boolean[];
  /** Whether it was told as done. */
  readonly ended: readonly boolean[];
  /** What happened and when, a line each. */
  readonly trace: readonly string[];
}

/** Collects what tabs and gateway tell, and says when something has happened often enough. */
export interface Watch {
  readonly seen: Seen;
  hear(report: TabReport): void;
  note(moment: Moment): void;
  say(line: string): void;
  /** A life of the round begins: what is counted is counted anew. */
  begin(life: number): void;
  /** Resolves when it happens for the nth time in this life; `done` is a tab with nothing more to do. */
  until(what: Moment | 'done', nth: number): Promise<void>;
}

export function createWatch(plan: RoundPlan): Watch {
  const started = performance.now();
  const patches = new Map<number, PatchRecord>();
  const discarded = plan.lives.map(() => 0);
  const reset = plan.lives.map(() => false);
  const ended = plan.lives.map(() => false);
  const trace: string[] = [];
  let counts = new Map<Moment | 'done', number>();
  let waiting: { readonly what: Moment | 'done'; readonly nth: number; readonly resolve: () => void }[] = [];
  let current = 0;

  const say = (line: string) => void trace.push(`${(performance.now() - started).toFixed(0).padStart(6)} ms  ${line}`);

  function count(what: Moment | 'done'): void {
    const so = (counts.get(what) ?? 0) + 1;
    counts.set(what, so);
    const come = waiting.filter((each) => each.what === what && each.nth <= so);
    waiting = waiting.filter((each) => !come.includes(each));
    for (const { resolve } of come) resolve();
  }

  const until = (what: Moment | 'done', nth: number) =>
    new Promise<void>((resolve) => void waiting.push({ what, nth, resolve }));

  function hear(report: TabReport): void {
    const { what, life, tab } = report;
    if (what === 'disk') return;
    say(`${life}.${tab} ${JSON.stringify({ ...report, life: undefined, tab: undefined })}`);
    if (what === 'stored') patches.set(report.patch, { stored: report.as, end: null });
    if (what === 'settled') {
      patches.set(report.patch, { stored: patches.get(report.patch)?.stored ?? null, end: report.status });
    }
    if (what === 'discarded') discarded[life] = (discarded[life] ?? 0) + report.count;
    if (what === 'reset') reset[life] = true;
    if (what === 'ended') ended[life] = true;
    // What a killed browser had said may be heard a little later.
    if (life === current && isCounted(what)) count(what);
  }

  return {
    hear,
    say,
    note(moment: Moment) {
      say(`desk: ${moment}`);
      count(moment);
    },
    begin(life: number) {
      const { person, way, kill } = plan.lives[life] as LifePlan;
      say(
        `life ${life}: ${person} by ${way}${kill ? `, killed ${kill.thenMs} ms after ${kill.moment} ${kill.nth}` : ''}`,
      );
      current = life;
      counts = new Map();
      waiting = [];
    },
    until,
    seen: { patches, discarded, reset, ended, trace },
  };
}

function isCounted(what: TabReport['what']): what is 'loading' | 'called' | 'stored' | 'done' {
  return ['loading', 'called', 'stored', 'done'].includes(what);
}
