/** What addresses and IDs may hold, though no identifier that is sent does (RFC 5322 §3.2.3, and `12/34`). */
const SIGNS = "+/!#$%&'*=?^{|}~";
/** An address has at most 64 characters before its `@`. */
const BEFORE_CHARS = 80;
const AFTER_CHARS = 80;
const URL_CHARS = 500;
const IN_URL = /:\/\/\S*$/;

const SIGN_BEFORE = new RegExp(`[\\p{L}\\p{M}\\p{N}][._-]*[${SIGNS}][${SIGNS}._-]*$`, 'u');
const LABEL_BEFORE = /\p{L}\.?[#=]$/u;
const SIGN_AFTER = new RegExp(`^[._-]*(?:[+/$%&=^]|[${SIGNS}][${SIGNS}._-]*[\\p{L}\\p{N}])`, 'u');
const POSSESSIVE = /^'s(?![\p{L}\p{N}])/u;
const LETTER_BEFORE = /[\p{L}\p{M}\p{N}][._-]*$/u;
const LETTER_AFTER = /^[._-]*[\p{L}\p{M}\p{N}]/u;
const LATIN_BEFORE = /(?![A-Za-z])[\p{Script=Latin}\p{M}]$/u;
const LATIN_AFTER = /^(?![A-Za-z])[\p{Script=Latin}\p{M}]/u;

/**
 * Whether what stands at a place of a text is a piece of something longer, which an identifier can't hold: the
 * `support@gmail.com` of `jo+support@gmail.com`, the `ller@x.example` of `müller@x.example`, the `12` of `12/34`. It would be
 * somebody else's. Signs between a value and nothing are a sentence's own, as are those of a label: `Order#77`.
 * In a web address the parts of its path and query are whole.
 *
 * @param end - behind its last character
 */
export function isPiece(text: string, start: number, end: number): boolean {
  const separated = IN_URL.test(text.slice(Math.max(0, start - URL_CHARS), start)) ? inUrl : asItIs;
  const before = separated(text.slice(Math.max(0, start - BEFORE_CHARS), start));
  const after = separated(text.slice(end, end + AFTER_CHARS));
  const value = text.slice(start, end);
  const isAddress = value.includes('@');
  if (SIGN_AFTER.test(after) && !POSSESSIVE.test(after)) return true;
  if (SIGN_BEFORE.test(before) && (isAddress || !LABEL_BEFORE.test(before))) return true;
  if (isAddress) return LETTER_BEFORE.test(before) || LETTER_AFTER.test(after);
  return LATIN_AFTER.test(after) || (/^[A-Za-z]/.test(value) && LATIN_BEFORE.test(before));
}

/** Whether two characters that are kept may be one value's: the rest between them is what people set numbers apart with. */
export function isGap(between: string, isAddress: boolean): boolean {
  if (isAddress) return /^\p{Cf}*$/u.test(between);
  return !GAP_BREAKS.test(between);
}

const GAP_BREAKS = new RegExp(`[${SIGNS}\\p{L}\\p{M}\\p{N}]`, 'u');

function inUrl(text: string): string {
  return text.replace(/[/?&=#]/g, ' ');
}

function asItIs(text: string): string {
  return text;
}
