import type { ContextTexts } from './locales/en.js';

/** Who reads the sidebar: what every part of it needs to speak to them. */
export interface Reader {
  readonly texts: ContextTexts;
  readonly locale: string;
  /** The reader's clock, in milliseconds since 1970. */
  readonly now: number;
}
