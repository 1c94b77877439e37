import { type ChatTexts, en } from './en.js';

/** Every table there is, by its language. */
const TABLES: ReadonlyMap<string, ChatTexts> = new Map([['en', en]]);

/** The table nearest to a BCP 47 tag: its language's, else English. */
export function textsFor(locale: string): ChatTexts {
  return TABLES.get(locale.toLowerCase().split('-')[0] ?? '') ?? en;
}
