/** So much of a text is looked at, in UTF-16 code units. */
const READ_CHARS = 20_000;

/** One line of text without controls and without the invisible characters that can disguise it; cut to `maxChars`. */
export function oneLine(text: string, maxChars: number): string {
  const line = text
    .slice(0, READ_CHARS)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}]/gu, '')
    .trim();
  return line.length <= maxChars
    ? line
    : `${line
        .slice(0, maxChars - 1)
        .replace(/\p{Cs}$/u, '')
        .trimEnd()}…`;
}

/** {@link oneLine}, and without markup and addresses of web pages: for what a model or a stranger words. */
export function plainText(text: string, maxChars: number): string {
  const plain = oneLine(text, READ_CHARS)
    .replace(/!?\[([^\]]{0,200})\]\([^)]{0,2000}\)/g, '$1')
    .replace(/<\/?[a-z!][^<>]{0,2000}>/gi, ' ')
    .replace(/(?:\b[a-z][a-z0-9+.-]{1,20}:\/\/|\bwww\.|\b(?:javascript|data|mailto|vbscript):)[^\s<>"']*/gi, ' ')
    .replace(/[<>`]|\*\*|~~|^\s*(?:#{1,6}|[-*+]|\d+\.)\s/g, '');
  return oneLine(plain.replace(/ +/g, ' '), maxChars);
}
