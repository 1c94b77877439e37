import type { ErrorCode } from 'convot/protocol';
import { type DeskTexts, en } from './en.js';

/** The table the page speaks. */
export const texts: DeskTexts = en;

/** The language of times and of the `<convot-context>` element. */
export const LOCALE = 'en';

/** What to do about an error. */
export function errorText(code: ErrorCode): string {
  return texts.errors[code] ?? texts.errors.other;
}
