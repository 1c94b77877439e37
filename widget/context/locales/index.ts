import { type ContextTexts, en } from './en.js';

/** Every table there is, by its language. */
const TABLES: Readonly<Record<string, ContextTexts>> = { en };

/** The table nearest to a BCP 47 tag: its language's, else English. */
export function textsFor(locale: string): ContextTexts {
  return TABLES[locale.toLowerCase().split('-')[0] ?? ''] ?? en;
}
