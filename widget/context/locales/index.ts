import { type ContextTexts, en } from './en.js';

/** Every table there is, by its language. */
const TABLES: Readonly<Record<string, ContextTexts>> = { en };

/** The table nearest to a BCP 47 tag: its language's, else English. */
export function textsFor(locale: string): ContextTexts {
  return TABLES[locale.toLowerCase().split('-')[0] ?? ''] ?? en;
}

/** Puts values into a text's `{name}` places. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
