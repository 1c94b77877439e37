import { vi } from 'vitest';

/** What the console was warned of, as `code what`. Call it before the shim. */
export function warnings(): () => string[] {
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  return () =>
    warn.mock.calls.map(([, code, line]) => `${code} ${`${line}`.split(': ')[1]?.split(/ (?:has|was|is) /)[0]}`);
}

/** After what a page says within one task has been passed on. */
export const afterThisTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
