import { expect, test } from 'vitest';
import { chromiumIn } from './find-chromium.mjs';

const OWN = 'playwright/chrome';
const SYSTEM = 'usr/bin/chromium';

/** A machine with these browsers, on which these commands put the browser that they are mapped to. */
function machine(browsers: string[], installs: Record<string, string> = {}, mayInstallPackages = false) {
  const present = new Set(browsers);
  const trace: string[] = [];
  return {
    trace,
    surroundings: {
      named: undefined as string | undefined,
      playwrightOwn: () => OWN,
      systemBrowsers: () => [SYSTEM],
      starts: (path: string) => present.has(path),
      mayInstallPackages,
      run(command: string, timeoutMs: number) {
        expect(timeoutMs).toBeGreaterThan(0);
        trace.push(command.includes('playwright') ? 'run playwright' : 'run apt');
        const installed = Object.entries(installs).find(([word]) => command.includes(word))?.[1];
        if (installed) present.add(installed);
        return installed !== undefined;
      },
      say: (line: string) => trace.push(`say ${line.includes('package') ? 'apt' : 'playwright'}`),
    },
  };
}

test('the browser that is named comes before all others', () => {
  const { surroundings } = machine([OWN, SYSTEM, 'mine']);
  expect(chromiumIn({ ...surroundings, named: 'mine' })).toBe('mine');
});

test('a named browser that does not start is an error, never another browser', () => {
  const { surroundings } = machine([OWN, SYSTEM]);
  expect(() => chromiumIn({ ...surroundings, named: 'gone' })).toThrow(/CONVOT_CHROMIUM is gone/);
});

test("Playwright's own comes before the system's, and either without installing anything", () => {
  const both = machine([OWN, SYSTEM]);
  expect(chromiumIn(both.surroundings)).toBe(OWN);
  const system = machine([SYSTEM]);
  expect(chromiumIn(system.surroundings)).toBe(SYSTEM);
  expect([...both.trace, ...system.trace]).toEqual([]);
});

test("with none, Playwright's is installed, and it says so first", () => {
  const { surroundings, trace } = machine([], { playwright: OWN }, true);
  expect(chromiumIn(surroundings)).toBe(OWN);
  expect(trace).toEqual(['say playwright', 'run playwright']);
});

test("where packages may be installed, the system's package comes last, and it says so first", () => {
  const { surroundings, trace } = machine([], { 'apt-get': SYSTEM }, true);
  expect(chromiumIn(surroundings)).toBe(SYSTEM);
  expect(trace).toEqual(['say playwright', 'run playwright', 'say apt', 'run apt']);
});

test('elsewhere, and where nothing helped, one line says what to install', () => {
  const stranger = machine([], { 'apt-get': SYSTEM }, false);
  expect(() => chromiumIn(stranger.surroundings)).toThrow(/^The browser tests need Chromium: install it [^\n]+$/);
  expect(stranger.trace).toEqual(['say playwright', 'run playwright']);
  expect(() => chromiumIn(machine([], {}, true).surroundings)).toThrow(/need Chromium/);
});
