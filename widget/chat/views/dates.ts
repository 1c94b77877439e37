/** Moments as a visitor reads them, in the page's language and the browser's time zone. */
export interface Dates {
  /** `14:05` */
  time(at: string): string;
  /** `today`, `yesterday`, or the date. */
  day(at: string): string;
  /** The time for today's moments, else the day. */
  brief(at: string): string;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** @param now - the present moment, in milliseconds */
export function createDates(locale: string, now: () => number = Date.now): Dates {
  const known = supported(locale);
  // Each takes a slow device ten milliseconds or more to make, and an empty chat needs none.
  const time = once(() => new Intl.DateTimeFormat(known, { timeStyle: 'short' }));
  const date = once(() => new Intl.DateTimeFormat(known, { dateStyle: 'long' }));
  const relative = once(() => new Intl.RelativeTimeFormat(known, { numeric: 'auto' }));
  const daysAgo = (at: string) => Math.round((midnight(now()) - midnight(at)) / DAY_MS);

  const dates: Dates = {
    // What is no moment has no text: `format` would throw.
    time: (at) => (Date.parse(at) ? time().format(new Date(at)) : ''),
    day: (at) => {
      if (!Date.parse(at)) return '';
      const ago = daysAgo(at);
      return ago === 0 || ago === 1 ? relative().format(-ago, 'day') : date().format(new Date(at));
    },
    brief: (at) => (daysAgo(at) === 0 ? dates.time(at) : dates.day(at)),
  };
  return dates;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A page may name a language that no browser knows, or that is no tag at all. */
function supported(locale: string): string[] {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([locale, 'en']);
  } catch {
    return ['en'];
  }
}

function midnight(at: string | number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
