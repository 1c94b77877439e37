import { findLinks } from './links.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);

/** Spaces that HTML would drop or join: at a line's start, and all but the last of a run. */
const keepSpaces = (text: string): string => text.replaceAll('\t', '    ').replace(/^ | (?= )/gm, '\u00a0');

/**
 * Plain text as HTML that looks the same: one `div` per line, web addresses as links, everything else escaped. Nothing in
 * the text can become markup.
 */
export function textToHtml(text: string): string {
  return text
    .split('\n')
    .map((line) => `<div>${line.trim() === '' ? '<br>' : lineToHtml(line)}</div>`)
    .join('\n');
}

function lineToHtml(line: string): string {
  return findLinks(keepSpaces(line))
    .map(({ text, target }) => {
      const shown = escapeHtml(text);
      return target === null ? shown : `<a href="${escapeHtml(target)}">${shown}</a>`;
    })
    .join('');
}
