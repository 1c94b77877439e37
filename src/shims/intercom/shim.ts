import type { Client } from '../../client/client.js';
import { type Fields, fieldsOf } from '../facts.js';
import { type StartOptions, startOptions } from '../options.js';
import { createWarn } from '../warnings.js';
import { createCommands } from './commands.js';

/** Intercom's function, or the stub that its snippet leaves until the script is there. */
interface Intercom {
  (...call: readonly unknown[]): void;
  /** The stub's: calls made so far, each as its arguments. */
  readonly q?: readonly ArrayLike<unknown>[];
  /** The stub's: what each call is handed to. */
  c?: (call: ArrayLike<unknown>) => void;
}

interface Page {
  Intercom?: Intercom;
  intercomSettings?: unknown;
}

/** What `window.intercomSettings` and calls of `boot` made so far say of how the chat looks. */
export function intercomOptions(target: Window = window): StartOptions {
  const { intercomSettings, Intercom } = target as Page;
  const boots = [...(Intercom?.q ?? [])].filter((call) => call[0] === 'boot').map((call) => fieldsOf(call[1]));
  const settings: Fields = Object.assign({}, fieldsOf(intercomSettings), ...boots);
  return startOptions(settings.alignment === 'left', settings.language_override, settings.theme_mode);
}

/**
 * Takes over `window.Intercom`: a page's calls go to the client instead, those that Intercom's own stub kept first.
 * Until `boot`, or `window.intercomSettings` with an `app_id`, the launcher is hidden, as Intercom's is.
 *
 * Never throws. What has no counterpart is told once in the console, with a code; docs/shims.md has the table.
 *
 * @param target - the page. The default is `window`.
 * @returns what gives `window.Intercom` back.
 */
export function intercomShim(client: Client, target: Window = window): () => void {
  const page = target as Page;
  const { Intercom: before, intercomSettings: settings } = page;
  const commands = createCommands(client, target.document, createWarn('Intercom'));
  const intercom: Intercom = (command, given) => commands.run(command, given);
  page.Intercom = Object.defineProperty(intercom, 'booted', { get: () => commands.isBooted });
  // Somebody may have kept the stub, as a module that read it when it was loaded.
  if (before) before.c = (call) => commands.run(call[0], call[1]);

  if (fieldsOf(settings).app_id) commands.run('boot', settings);
  else client.hide();
  for (const call of before?.q ?? []) commands.run(call[0], call[1]);
  return () => {
    commands.stop();
    if (before) page.Intercom = before;
    else delete page.Intercom;
  };
}
