// @vitest-environment happy-dom
import { chatwootOptions, chatwootShim } from 'convot/shims';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RecordedClient, recordedClient } from '../client/recorded-client.js';
import { afterThisTask, warnings } from './saying.js';

interface Chatwoot {
  readonly hasLoaded: boolean;
  readonly isOpen: boolean;
  readonly hideMessageBubble: boolean;
  readonly [method: string]: unknown;
}
const page = window as unknown as { $chatwoot?: Chatwoot; chatwootSettings?: unknown };
function call(method: string, ...args: readonly unknown[]): unknown {
  const found = page.$chatwoot?.[method];
  if (typeof found !== 'function') throw new Error(`$chatwoot has no method ${method}`);
  return found(...args);
}

let client: RecordedClient;
let warned: () => string[];
let stop = () => {};
beforeEach(() => {
  client = recordedClient();
  warned = warnings();
});
afterEach(() => {
  stop();
  delete page.$chatwoot;
  delete page.chatwootSettings;
  vi.restoreAllMocks();
});

const start = () => {
  stop = chatwootShim(client);
};

/** What the window hears under Chatwoot's names, until the test ends. */
function heard(...names: readonly string[]) {
  const events: unknown[] = [];
  for (const name of names) {
    const listener = (event: Event) => events.push([name, (event as CustomEvent).detail]);
    window.addEventListener(`chatwoot:${name}`, listener, { once: true });
  }
  return events;
}

test('it is loaded, and says so to the window, after the present task', async () => {
  const events = heard('ready');
  start();
  expect(page.$chatwoot?.hasLoaded).toBe(false);
  await afterThisTask();
  expect(page.$chatwoot?.hasLoaded).toBe(true);
  expect(events).toEqual([['ready', null]]);
});

describe('setUser', () => {
  test('names the person with the hash of the identifier, and tells the rest as facts', async () => {
    start();
    call('setUser', 'user_1815', {
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      avatar_url: 'https://example.com/ada.png',
      phone_number: '+442079460000',
      identifier_hash: 'a1b2',
      company_name: 'Engine and Loom',
      social_profiles: { github: 'ada' },
    });
    await afterThisTask();
    expect(client.calls).toEqual([
      [
        'identify',
        {
          external_id: 'user_1815',
          email: 'ada@example.com',
          user_hash: 'a1b2',
          custom_data: {
            name: 'Ada Lovelace',
            avatar_url: 'https://example.com/ada.png',
            phone_number: '+442079460000',
            company_name: 'Engine and Loom',
            social_profiles_github: 'ada',
          },
        },
      ],
    ]);
    expect(warned()).toEqual([]);
  });

  test('and the attributes around it are one patch', async () => {
    start();
    call('setCustomAttributes', { plan: 'pro' });
    call('setUser', 42);
    call('setCustomAttributes', { seats: 5 });
    await afterThisTask();
    expect(client.calls).toEqual([['identify', { external_id: 42, custom_data: { plan: 'pro', seats: 5 } }]]);
  });
});

describe('custom attributes', () => {
  test('are facts; a deleted one is cleared', async () => {
    start();
    call('setCustomAttributes', { plan: 'pro', seats: 5, active: true });
    call('deleteCustomAttribute', 'plan');
    await afterThisTask();
    expect(client.calls).toEqual([['update', { plan: null, seats: 5, active: true }]]);
  });

  test('that custom data cannot hold are left out by name', async () => {
    start();
    call('setCustomAttributes', { plan: 'pro', tags: ['a'], address: { city: 'London' }, since: new Date() });
    await afterThisTask();
    expect(client.calls).toEqual([['update', { plan: 'pro' }]]);
    expect(warned()).toEqual(['shim_value "tags"', 'shim_value "address"', 'shim_value "since"']);
  });

  test('told before the person was named are told again with the name', async () => {
    start();
    call('setCustomAttributes', { cart: 3 });
    await afterThisTask();
    call('setUser', 'user_1815', { name: 'Ada' });
    await afterThisTask();
    call('reset');
    call('setUser', 'user_1816', { name: 'Grace' });
    await afterThisTask();
    expect(client.calls).toEqual([
      ['update', { cart: 3 }],
      ['identify', { external_id: 'user_1815', custom_data: { cart: 3, name: 'Ada' } }],
      ['close'],
      ['reset'],
      ['identify', { external_id: 'user_1816', custom_data: { name: 'Grace' } }],
    ]);
  });
});

test.each([
  ['toggle', ['open'], ['open']],
  ['toggle', ['close'], ['close']],
  ['toggle', [], ['toggle']],
  ['toggleBubbleVisibility', ['hide'], ['hide']],
  ['toggleBubbleVisibility', ['show'], ['show']],
])('%s(%j) calls %j', (method, args, expected) => {
  start();
  call(method, ...args);
  expect(client.calls).toEqual([expected]);
});

test('the state of chat and launcher can be read', () => {
  page.chatwootSettings = { hideMessageBubble: true, position: 'left', locale: 'fr' };
  start();
  expect(client.calls).toEqual([['hide']]);
  expect(page.$chatwoot).toMatchObject({ isOpen: false, hideMessageBubble: true, position: 'left', locale: 'fr' });
  call('toggleBubbleVisibility', 'show');
  client.emit('open');
  expect(page.$chatwoot).toMatchObject({ isOpen: true, hideMessageBubble: false });
  client.emit('close');
  expect(page.$chatwoot?.isOpen).toBe(false);
});

test('the window hears what happens under Chatwoot’s names', () => {
  start();
  const events = heard('opened', 'closed', 'on-message', 'on-unread-message-count-changed');
  client.emit('open');
  client.emit('message', {
    id: 'm1',
    conversation_id: 'c1',
    author: 'agent',
    author_name: 'Grace',
    text: 'Hello',
    sent_at: '2026-07-01T12:00:00.000Z',
  });
  client.emit('unread', 2);
  client.emit('close');
  expect(events).toEqual([
    ['opened', null],
    [
      'on-message',
      {
        id: 'm1',
        content: 'Hello',
        content_type: 'text',
        message_type: 1,
        created_at: 1_782_907_200,
        conversation_id: 'c1',
        sender: { name: 'Grace' },
      },
    ],
    ['on-unread-message-count-changed', { unreadMessageCount: 2 }],
    ['closed', null],
  ]);
});

test.each([
  ['setConversationCustomAttributes', 'shim_command'],
  ['deleteConversationCustomAttribute', 'shim_command'],
  ['setLabel', 'shim_command'],
  ['removeLabel', 'shim_command'],
  ['popoutChatWindow', 'shim_command'],
  ['setLocale', 'shim_setting'],
  ['setColorScheme', 'shim_setting'],
])('%s is told once as %s', (method, code) => {
  start();
  call(method, 'fr');
  call(method, 'de');
  expect(warned()).toEqual([`${code} ${method}()`]);
  expect(client.calls).toEqual([]);
});

test.each([
  ['setUser'],
  ['setUser', {}],
  ['setUser', null, null],
  ['setCustomAttributes'],
  ['setCustomAttributes', 'text'],
  ['deleteCustomAttribute'],
  ['deleteCustomAttribute', Symbol('x')],
  ['toggleBubbleVisibility', 'perhaps'],
])('wrong use, %s(%#), is no exception', async (method, ...args) => {
  start();
  expect(() => call(method, ...args)).not.toThrow();
  await afterThisTask();
  expect(client.calls).toEqual([]);
});

test('what stops it takes its object away and fires no more', () => {
  start();
  const events = heard('opened');
  stop();
  client.emit('open');
  expect(page.$chatwoot).toBeUndefined();
  expect(events).toEqual([]);
});

test('the settings say where the chat opens, in which language and colours', () => {
  page.chatwootSettings = { position: 'left', locale: 'zh_CN', darkMode: 'dark' };
  expect(chatwootOptions()).toEqual({ position: 'left', locale: 'zh-CN', theme: 'dark' });
  page.chatwootSettings = { position: 'right', locale: 'fr', useBrowserLanguage: true, darkMode: 'x' };
  expect(chatwootOptions()).toEqual({ locale: navigator.language });
  page.chatwootSettings = undefined;
  expect(chatwootOptions()).toEqual({});
});
