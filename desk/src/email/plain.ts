/** Everything that is no printable text: controls but tab and line feed, and halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/gu;

/** Characters that turn the direction of what follows, or that nobody sees: they make a name look like another one. */
const DISGUISE = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** What windows-1252 has at 80 to 9f. Five places are empty. */
const WINDOWS_1252 = '€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ';

/**
 * Text of several lines that a database can keep: `\n` line ends, no control characters but tabs. The controls from 80
 * to 9f, which nobody writes, are read as what they are in mail: windows-1252 under the name of ISO-8859-1. Node's
 * decoder gives them for both (nodejs/node#56542).
 */
export function plainText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, (char) => {
    const code = char.charCodeAt(0);
    if (char === '\n' || char === '\t') return char;
    return code < 0x80 ? '' : (WINDOWS_1252[code - 0x80] ?? '\ufffd');
  });
}

/** One line without controls, direction marks and doubled spaces, cut at `maxChars`. A name, a subject, a header. */
export function plainLine(text: string, maxChars: number): string {
  const line = plainText(text.replace(/[\r\n\t]+/g, ' ')).replace(DISGUISE, '');
  return cutText(line.replace(/ {2,}/g, ' ').trim(), maxChars);
}

/** The first `maxChars` UTF-16 units, and no half of a pair at the end. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const last = text.charCodeAt(maxChars - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? maxChars - 1 : maxChars);
}
