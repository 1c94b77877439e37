import type { OutgoingStep, OutgoingTiming } from '../../wire/outgoing.js';

/** Notes which step a call is at and how long each took. */
export interface Trace {
  readonly step: OutgoingStep;
  /** The step before ends here. */
  begin(step: OutgoingStep): void;
  /** Up to now; the step under way counts as ended. */
  timing(): OutgoingTiming;
}

export function startTrace(): Trace {
  const started = performance.now();
  const took = new Map<OutgoingStep, number>();
  let step: OutgoingStep = 'request';
  let since = started;
  const note = () => {
    const now = performance.now();
    took.set(step, rounded(now - since));
    return now;
  };
  return {
    get step() {
      return step;
    },
    begin: (next) => {
      since = note();
      step = next;
    },
    timing: () => {
      const total = rounded(note() - started);
      const of = (name: OutgoingStep) => took.get(name) ?? null;
      return {
        dns: of('dns'),
        connect: of('connect'),
        tls: of('tls'),
        headers: of('headers'),
        body: of('body'),
        total,
      };
    },
  };
}

/** Tenths of a millisecond say enough. */
function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
