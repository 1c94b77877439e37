import type { Client } from '../../client/client.js';
import { factsOf, fieldsOf, textOf } from '../facts.js';
import { type StartOptions, startOptions } from '../options.js';
import { createVisitor, nameOf } from '../visitor.js';
import { createWarn } from '../warnings.js';
import { watchChat } from '../watch.js';
import { stateNamed, valueNamed } from './answers.js';
import { listOf, saidBy } from './facts.js';
import { createListeners } from './listeners.js';

/** A command as it is pushed: `["set", "user:email", ["ada@example.com"]]`. */
type Command = readonly unknown[];

interface Page {
  $crisp?: unknown;
  CRISP_RUNTIME_CONFIG?: unknown;
  CRISP_READY_TRIGGER?: unknown;
  CRISP_TOKEN_ID?: unknown;
}

/** The one `["config", name]` that means something here; it is read before the client starts. */
const POSITION = 'position:reverse';

/** What `window.CRISP_RUNTIME_CONFIG` and commands pushed so far say of how the chat looks. */
export function crispOptions(target: Window = window): StartOptions {
  const { $crisp, CRISP_RUNTIME_CONFIG: config } = target as Page;
  const reversed = commandsOf($crisp).filter(([action, name]) => action === 'config' && name === POSITION);
  return startOptions(listOf(reversed.at(-1)?.[2])[0] === true, fieldsOf(config).locale);
}

/**
 * Takes over `window.$crisp`: commands that a page pushes go to the client, those pushed before first and in their
 * order. `is` and `get` answer at once, from what the client knows and what the page itself has set since it loaded.
 *
 * Never throws. What has no counterpart is told once in the console, with a code; docs/shims.md has the table.
 *
 * @param target - the page. The default is `window`.
 * @returns what makes `window.$crisp` a plain list again.
 */
export function crispShim(client: Client, target: Window = window): () => void {
  const page = target as Page;
  const crisp: unknown[] = Array.isArray(page.$crisp) ? page.$crisp : [];
  page.$crisp = crisp;
  const kept = commandsOf(crisp.splice(0));
  const warn = createWarn('Crisp');
  const known = { client, chat: watchChat(client), set: new Map<string, unknown>(), data: new Map<string, unknown>() };
  const visitor = createVisitor(client);
  const listeners = createListeners(client, warn);

  function reset(): void {
    known.set.clear();
    known.data.clear();
    client.close();
    visitor.reset();
  }

  const methods = {
    set(name: string, value: unknown) {
      const said = saidBy(name, value);
      if (!said) return warn('shim_command', `["set", "${name}"]`);
      const facts = factsOf(said.facts, warn);
      known.set.set(name, listOf(value)[0]);
      if (name === 'session:data') for (const [key, fact] of Object.entries(facts)) known.data.set(key, fact);
      visitor.tell(nameOf({ email: said.email, user_hash: said.user_hash }, warn), facts);
    },
    do(name: string) {
      if (name === 'session:reset') reset();
      else if (Object.hasOwn(ACTIONS, name)) ACTIONS[name as keyof typeof ACTIONS](client);
      else warn('shim_command', `["do", "${name}"]`);
    },
    on: listeners.on,
    off: listeners.off,
    config(name: string) {
      if (name !== POSITION) warn('shim_command', `["config", "${name}"]`);
    },
    /** Crisp's own errors are silent with it; here there are none. */
    safe() {},
  };
  const run = ([action, name, value]: Command) => {
    if (typeof action === 'string' && Object.hasOwn(methods, action)) {
      methods[action as keyof typeof methods](textOf(name), value);
    } else warn('shim_command', `["${textOf(action)}"]`);
  };
  const api = {
    ...methods,
    push(...commands: unknown[]) {
      for (const command of commandsOf(commands)) run(command);
      return 0;
    },
    is: (name: unknown) => stateNamed(textOf(name), known, warn),
    get: (name: unknown, key?: unknown) => valueNamed(textOf(name), key, known, warn),
  };

  Object.assign(crisp, api);
  if (page.CRISP_TOKEN_ID) warn('shim_command', 'CRISP_TOKEN_ID');
  for (const command of kept) run(command);
  const { CRISP_READY_TRIGGER: onReady } = page;
  if (typeof onReady === 'function') queueMicrotask(() => onReady());
  return () => {
    for (const name of Object.keys(api)) Reflect.deleteProperty(crisp, name);
    known.chat.stop();
    listeners.stop();
  };
}

/** What is a command, of what was pushed. */
function commandsOf(pushed: unknown): readonly Command[] {
  return Array.isArray(pushed) ? pushed.filter(Array.isArray) : [];
}

/** `["do", name]`. Crisp hides its chat box as a whole, with the chat in it. */
const ACTIONS = {
  'chat:open': (client: Client) => client.open(),
  'chat:close': (client: Client) => client.close(),
  'chat:toggle': (client: Client) => client.toggle(),
  'chat:show': (client: Client) => client.show(),
  'chat:hide'(client: Client) {
    client.close();
    client.hide();
  },
};
