import type { ClientOptions } from '../client/options.js';

/** What a page's settings of another messenger say for the start of a client. */
export type StartOptions = Pick<ClientOptions, 'locale' | 'position' | 'theme'>;

/** The messengers' words for how the chat looks; `system` is Intercom's. */
const THEMES: ReadonlyMap<unknown, StartOptions['theme']> = new Map([
  ['light', 'light'],
  ['dark', 'dark'],
  ['auto', 'auto'],
  ['system', 'auto'],
]);

/** What of it is usable: a locale may be written with `_`, and one that no browser knows is left out. */
export function startOptions(isLeft: boolean, locale: unknown, mode?: unknown): StartOptions {
  const tag = typeof locale === 'string' ? known(locale.replaceAll('_', '-')) : undefined;
  const theme = THEMES.get(mode);
  return { ...(isLeft && { position: 'left' }), ...(tag && { locale: tag }), ...(theme && { theme }) };
}

function known(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale)[0];
  } catch {
    return undefined;
  }
}
