import type { HeaderField } from './types.js';

/**
 * The headers in which receiving servers write what they think of a mail, and when they mean spam. Receivers differ, so
 * an app names those that its own one writes.
 */
const SPAM_HEADERS = {
  /** SpamAssassin. */
  'x-spam-flag': (value) => /^yes\b/i.test(value),
  /** SpamAssassin, Postmark. */
  'x-spam-status': (value) => /^yes\b/i.test(value),
  /** Rspamd. */
  'x-spam': (value) => /^(?:yes|true)\b/i.test(value),
  /** Amazon SES: `PASS`, `FAIL`, `GRAY`, `PROCESSING_FAILED`. */
  'x-ses-spam-verdict': (value) => /^fail\b/i.test(value),
  'x-ses-virus-verdict': (value) => /^fail\b/i.test(value),
  /** Mailgun. */
  'x-mailgun-sflag': (value) => /^yes\b/i.test(value),
  /** Exchange: its spam confidence level, from -1 to 9. */
  'x-ms-exchange-organization-scl': (value) => Number.parseInt(value, 10) >= 5,
  /** Microsoft 365: spam, marked by a rule, or from a blocked sender. */
  'x-forefront-antispam-report': (value) => /\bSFV:(?:SPM|SKB|SKS)\b/i.test(value),
} as const satisfies Readonly<Record<string, (value: string) => boolean>>;

/** A header that a receiving server writes its verdict in. */
export type SpamHeader = keyof typeof SPAM_HEADERS;

/** The names of all, for settings. */
export const SPAM_HEADER_NAMES = Object.keys(SPAM_HEADERS) as SpamHeader[];

/**
 * The header by which a trusted receiver calls a mail spam; `null` when none does. Of several with one name a single
 * `yes` is enough: the receiver's own is among them, and a sender gains nothing by calling the own mail spam.
 *
 * @param trusted the headers that the app's receiver writes; none is believed by default
 */
export function spamVerdict(headers: readonly HeaderField[], trusted: readonly SpamHeader[]): SpamHeader | null {
  return (
    trusted.find((name) => headers.some((field) => field.name === name && SPAM_HEADERS[name](field.value))) ?? null
  );
}
