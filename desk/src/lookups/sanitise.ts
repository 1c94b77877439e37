import { LOOKUP_IDENTIFIER_CHARS } from 'convot/protocol';

/** The characters of an identifier, as the inside of a character class. */
export const IDENTIFIER_ALPHABET = 'A-Za-z0-9._@:-';

const OTHERS = new RegExp(`[^${IDENTIFIER_ALPHABET}]+`, 'g');

/** The text without every character that no identifier has; of any length. */
export function strip(text: string): string {
  return text.replace(OTHERS, '');
}

/** What may be sent: letters and digits of ASCII and `._@:-`, at most 256 of them. */
export function sanitise(text: string): string {
  return strip(text).slice(0, LOOKUP_IDENTIFIER_CHARS);
}

/** Whether a value can be sent as it is. What is left of any other may be somebody else's: `ana+news@…`, `auth0|7`. */
export function isSendable(value: string): boolean {
  return value !== '' && sanitise(value) === value;
}
