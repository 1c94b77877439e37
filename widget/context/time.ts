/** A moment in words. */
export interface DescribedTime {
  /** As `2 minutes ago`. */
  readonly relative: string;
  /** Date and time to the second, in the reader's time zone. */
  readonly absolute: string;
}

/** Units from the largest, each with its length in milliseconds. */
const UNITS = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[];

/**
 * Says when something happened, for a reader of `locale`.
 *
 * @param at - ISO 8601.
 * @param now - milliseconds since 1970.
 * @returns `null` when `at` is no time.
 */
export function describeTime(at: string, now: number, locale: string): DescribedTime | null {
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return null;
  const absolute = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(moment);
  const words = new Intl.RelativeTimeFormat(locale, { style: 'short' });
  const past = Math.max(0, now - moment);
  for (const [unit, length] of UNITS) {
    if (past >= length) return { relative: words.format(-Math.floor(past / length), unit), absolute };
  }
  const justNow = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return { relative: justNow.format(0, 'second'), absolute };
}
