/**
 * A code of a shim's warning in the console: a call without a counterpart here, a setting that is chosen before the
 * client starts, or a value of another kind than custom data or a claim can hold.
 */
export type ShimWarning = 'shim_command' | 'shim_setting' | 'shim_value';

/** What follows the name of what was said. */
const SENTENCES: Readonly<Record<ShimWarning, string>> = {
  shim_command: 'has no counterpart here and did nothing',
  shim_setting: "is chosen where the client starts: a script tag's data attribute, or an option of createClient()",
  shim_value: 'was left out: custom data holds text, finite numbers, booleans and null, each within its limit',
};

/** Warns in the console, once for each thing said. `subject` is a name, never a value. */
export type Warn = (code: ShimWarning, subject: string) => void;

/** @param messenger - whose calls are passed on, as the page's developer calls it. */
export function createWarn(messenger: string): Warn {
  const told = new Set<string>();
  return (code, subject) => {
    const line = `${messenger}: ${subject} ${SENTENCES[code]} (docs/shims.md)`;
    if (told.has(line)) return;
    told.add(line);
    console.warn('Convot', code, line);
  };
}
