import type { Client } from '../../client/client.js';
import { type Fields, fieldsOf, textOf } from '../facts.js';
import { createVisitor } from '../visitor.js';
import type { Warn } from '../warnings.js';
import { saidBy } from './facts.js';
import { createOwnLauncher } from './own-launcher.js';

/** What Intercom's function does, by the name of a call. */
export interface Commands {
  /** Whether the messenger has booted and was not shut down since. */
  readonly isBooted: boolean;
  run(command: unknown, given: unknown): void;
  stop(): void;
}

export function createCommands(client: Client, document: Document, warn: Warn): Commands {
  const visitor = createVisitor(client);
  const launcher = createOwnLauncher(client, document, warn);
  const stops = [launcher.stop];
  let waiting: (() => void)[] = [];
  let isBooted = false;

  function update(fields: Fields): void {
    const { hide_default_launcher: isHidden, custom_launcher_selector: selector } = fields;
    if (typeof isHidden === 'boolean') client[isHidden ? 'hide' : 'show']();
    if (typeof selector === 'string') launcher.choose(selector);
    const { name, facts } = saidBy(fields, warn);
    visitor.tell(name, facts);
  }

  /** After what this task still tells. */
  function tellReady(): void {
    const listeners = waiting;
    waiting = [];
    queueMicrotask(() => {
      for (const listener of listeners) client.ready().then(listener);
    });
  }

  const open = () => client.open();
  const listenTo = (name: 'open' | 'close' | 'unread') => (listener: unknown) => {
    if (typeof listener === 'function') stops.push(client.on(name, (event) => listener(event)));
  };

  const commands: Readonly<Record<string, (given: unknown) => void>> = {
    boot(given) {
      isBooted = true;
      client.show();
      update(fieldsOf(given));
      tellReady();
    },
    update: (given) => update(fieldsOf(given)),
    shutdown() {
      isBooted = false;
      launcher.forget();
      client.close();
      client.hide();
      visitor.reset();
    },
    ready(listener) {
      if (typeof listener === 'function') waiting.push(() => listener());
      if (isBooted) tellReady();
    },
    hide: () => client.close(),
    show: open,
    // Places of Intercom's messenger; here there is one.
    showMessages: open,
    showNewMessage: open,
    showSpace: open,
    onShow: listenTo('open'),
    onHide: listenTo('close'),
    onUnreadCountChange: listenTo('unread'),
    /** The snippet itself says it where it finds that the script is there already. */
    reattach_activator() {},
  };

  return {
    get isBooted() {
      return isBooted;
    },
    run(command, given) {
      const name = textOf(command);
      if (Object.hasOwn(commands, name)) commands[name]?.(given);
      else warn('shim_command', `"${name}"`);
    },
    stop() {
      for (const end of stops) end();
    },
  };
}
