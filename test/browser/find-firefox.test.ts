import { expect, test } from 'vitest';
import { firefoxIn } from './find-firefox.mjs';

const SYSTEM = 'usr/bin/firefox-esr';

/** A machine with these browsers, on which the system's package is to be had or not. */
function machine(browsers: string[], { mayInstallPackages = false, hasPackage = false } = {}) {
  const present = new Set(browsers);
  const trace: string[] = [];
  return {
    trace,
    surroundings: {
      named: undefined as string | undefined,
      systemBrowsers: () => [SYSTEM],
      starts: (path: string) => present.has(path),
      mayInstallPackages,
      run(command: string, timeoutMs: number) {
        expect(timeoutMs).toBeGreaterThan(0);
        trace.push(`run ${/install -y \S+/.exec(command)?.[0]}`);
        if (hasPackage) present.add(SYSTEM);
        return hasPackage;
      },
      say: () => trace.push('say'),
    },
  };
}

test("the Firefox that is named comes before the system's, and one that does not start is an error", () => {
  const { surroundings } = machine([SYSTEM, 'mine']);
  expect(firefoxIn({ ...surroundings, named: 'mine' })).toBe('mine');
  expect(() => firefoxIn({ ...surroundings, named: 'gone' })).toThrow(/CONVOT_FIREFOX is gone/);
});

test("the system's Firefox is taken without installing anything", () => {
  const { surroundings, trace } = machine([SYSTEM], { mayInstallPackages: true, hasPackage: true });
  expect(firefoxIn(surroundings)).toBe(SYSTEM);
  expect(trace).toEqual([]);
});

test("with none, the system's package is installed where it may be, and it says so first", () => {
  const { surroundings, trace } = machine([], { mayInstallPackages: true, hasPackage: true });
  expect(firefoxIn(surroundings)).toBe(SYSTEM);
  expect(trace).toEqual(['say', 'run install -y firefox-esr']);
});

test('elsewhere, and where nothing helped, one line says what to install', () => {
  const stranger = machine([], { hasPackage: true });
  expect(() => firefoxIn(stranger.surroundings)).toThrow(/^The browser tests need Firefox: install it [^\n]+$/);
  expect(stranger.trace).toEqual([]);
  expect(() => firefoxIn(machine([], { mayInstallPackages: true }).surroundings)).toThrow(/need Firefox/);
});
