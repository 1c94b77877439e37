import type { Client } from '../../client/client.js';
import type { Warn } from '../warnings.js';
import type { ChatState } from '../watch.js';

/** What `$crisp.is()` and `$crisp.get()` answer from. */
export interface Known {
  readonly client: Client;
  readonly chat: ChatState;
  /** What the page has set since it loaded, by Crisp's names. */
  readonly set: ReadonlyMap<string, unknown>;
  /** What of it was `session:data`. */
  readonly data: ReadonlyMap<string, unknown>;
}

const STATES: Readonly<Record<string, (chat: ChatState) => boolean>> = {
  'chat:opened': ({ isOpen }) => isOpen,
  'chat:closed': ({ isOpen }) => !isOpen,
  'chat:visible': ({ isHidden }) => !isHidden,
  'chat:hidden': ({ isHidden }) => isHidden,
};

/** Names whose answer is what the page itself has set: nothing of a person is read back from the desk. */
const OWN_WORDS = ['user:email', 'user:nickname', 'user:phone', 'user:avatar', 'user:company'];

/** `$crisp.is(name)`; `false` where there is no such thing here. */
export function stateNamed(name: string, { chat }: Known, warn: Warn): boolean {
  if (Object.hasOwn(STATES, name)) return STATES[name]?.(chat) === true;
  warn('shim_command', `is("${name}")`);
  return false;
}

/** `$crisp.get(name, key)`; `null` for what is not known. */
export function valueNamed(name: string, key: unknown, { client, set, data }: Known, warn: Warn): unknown {
  if (name === 'chat:unread:count') return client.status.unread;
  if (name === 'session:data') return typeof key === 'string' ? (data.get(key) ?? null) : Object.fromEntries(data);
  if (!OWN_WORDS.includes(name)) warn('shim_command', `get("${name}")`);
  return set.get(name) ?? null;
}
