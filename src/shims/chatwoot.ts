import type { Client } from '../client/client.js';
import type { Message } from '../protocol/index.js';
import { factsOf, fieldsOf, flat, textOf, without } from './facts.js';
import { type StartOptions, startOptions } from './options.js';
import { createVisitor, nameOf } from './visitor.js';
import { createWarn } from './warnings.js';

interface Page {
  $chatwoot?: unknown;
  chatwootSettings?: unknown;
}

const NO_FACTS = new Set(['email', 'identifier_hash', 'social_profiles']);

/** Methods about conversations and windows, of which this client has no counterpart. */
const UNMAPPED = [
  ...['setConversationCustomAttributes', 'deleteConversationCustomAttribute', 'setLabel', 'removeLabel'],
  'popoutChatWindow',
];

/** Chatwoot's number for an agent's message. */
const OUTGOING = 1;

/** What `window.chatwootSettings` says of how the chat looks. */
export function chatwootOptions(target: Window = window): StartOptions {
  const { position, locale, useBrowserLanguage, darkMode } = fieldsOf((target as Page).chatwootSettings);
  return startOptions(position === 'left', useBrowserLanguage ? target.navigator.language : locale, darkMode);
}

/**
 * Puts `window.$chatwoot` in place, whose methods call the client, and fires Chatwoot's events on the window:
 * `chatwoot:ready` after the present task, then `chatwoot:opened`, `chatwoot:closed`, `chatwoot:on-message` and
 * `chatwoot:on-unread-message-count-changed`.
 *
 * Never throws. What has no counterpart is told once in the console, with a code; docs/shims.md has the table.
 *
 * @param target - the page. The default is `window`.
 * @returns what takes `window.$chatwoot` away again.
 */
export function chatwootShim(client: Client, target: Window = window): () => void {
  const page = target as Page;
  const { $chatwoot: before } = page;
  const settings = fieldsOf(page.chatwootSettings);
  const warn = createWarn('Chatwoot');
  const visitor = createVisitor(client);
  const fire = (name: string, detail?: unknown) =>
    target.dispatchEvent(new CustomEvent(`chatwoot:${name}`, { detail }));
  const unmapped = (method: string) => () => warn('shim_command', `${method}()`);
  const chosenAtStart = (method: string) => () => warn('shim_setting', `${method}()`);

  const $chatwoot = {
    hasLoaded: false,
    isOpen: false,
    hideMessageBubble: settings.hideMessageBubble === true,
    position: settings.position === 'left' ? 'left' : 'right',
    locale: settings.locale,
    toggle(state?: unknown) {
      client[state === 'open' || state === 'close' ? state : 'toggle']();
    },
    toggleBubbleVisibility(visibility: unknown) {
      if (visibility !== 'show' && visibility !== 'hide') return;
      $chatwoot.hideMessageBubble = visibility === 'hide';
      client[visibility]();
    },
    setUser(external_id: unknown, user?: unknown) {
      const fields = fieldsOf(user);
      const { email, identifier_hash: user_hash, social_profiles } = fields;
      const facts = { ...without(fields, NO_FACTS), ...flat('social_profiles', social_profiles) };
      visitor.tell(nameOf({ external_id, email, user_hash }, warn), factsOf(facts, warn));
    },
    setCustomAttributes: (attributes: unknown) => visitor.tell({}, factsOf(fieldsOf(attributes), warn)),
    deleteCustomAttribute: (key: unknown) => visitor.tell({}, factsOf({ [textOf(key)]: null }, warn)),
    reset() {
      client.close();
      visitor.reset();
    },
    setLocale: chosenAtStart('setLocale'),
    setColorScheme: chosenAtStart('setColorScheme'),
    ...Object.fromEntries(UNMAPPED.map((method) => [method, unmapped(method)])),
  };
  page.$chatwoot = $chatwoot;

  const toggled = (isOpen: boolean) => () => {
    $chatwoot.isOpen = isOpen;
    fire(isOpen ? 'opened' : 'closed');
  };
  const stops = [
    client.on('open', toggled(true)),
    client.on('close', toggled(false)),
    client.on('message', (message) => fire('on-message', asChatwoots(message))),
    client.on('unread', (unreadMessageCount) => fire('on-unread-message-count-changed', { unreadMessageCount })),
  ];
  if ($chatwoot.hideMessageBubble) client.hide();
  queueMicrotask(() => {
    $chatwoot.hasLoaded = true;
    fire('ready');
  });
  return () => {
    for (const stop of stops) stop();
    if (before) page.$chatwoot = before;
    else delete page.$chatwoot;
  };
}

/** The fields of Chatwoot's message that its listeners read. */
function asChatwoots({ id, text, author_name, sent_at, conversation_id }: Message) {
  return {
    id,
    content: text,
    content_type: 'text',
    message_type: OUTGOING,
    created_at: Math.floor(Date.parse(sent_at) / 1_000),
    conversation_id,
    sender: { name: author_name },
  };
}
