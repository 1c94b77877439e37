/** A moment in words. */
export interface DescribedTime {
  /** As `2 minutes ago`. */
  readonly relative: string;
  /** As `2m ago`. */
  readonly short: string;
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

/** No time at all, in words. */
const JUST_NOW = ['second', Number.POSITIVE_INFINITY] as const;

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
  const past = Math.max(0, now - moment);
  const [unit, length] = UNITS.find(([, least]) => past >= least) ?? JUST_NOW;
  const words = (style: 'short' | 'narrow') =>
    new Intl.RelativeTimeFormat(locale, { style, numeric: unit === 'second' ? 'auto' : 'always' }).format(
      -Math.floor(past / length),
      unit,
    );
  return { relative: words('short'), short: words('narrow'), absolute };
}
