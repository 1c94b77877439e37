// @vitest-environment happy-dom
import { crispOptions, crispShim } from 'convot/shims';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RecordedClient, recordedClient } from '../client/recorded-client.js';
import { afterThisTask, warnings } from './saying.js';

interface Page {
  $crisp?: unknown[] & { is?(name: unknown): unknown; get?(name: unknown, key?: unknown): unknown };
  CRISP_RUNTIME_CONFIG?: unknown;
  CRISP_READY_TRIGGER?: unknown;
  CRISP_TOKEN_ID?: unknown;
}
const page = window as unknown as Page;
const push = (...commands: readonly unknown[]) => page.$crisp?.push(...commands);
const is = (name: unknown) => page.$crisp?.is?.(name);
const get = (name: unknown, key?: unknown) => page.$crisp?.get?.(name, key);

let client: RecordedClient;
let warned: () => string[];
let stop = () => {};
beforeEach(() => {
  client = recordedClient();
  warned = warnings();
});
afterEach(() => {
  stop();
  for (const name of ['$crisp', 'CRISP_RUNTIME_CONFIG', 'CRISP_READY_TRIGGER', 'CRISP_TOKEN_ID'] as const) {
    delete page[name];
  }
  vi.restoreAllMocks();
});

const start = () => {
  stop = crispShim(client);
};

describe('set', () => {
  test('what is said of a person within one task is one patch, with the signature as its proof', async () => {
    start();
    push(['set', 'user:nickname', ['Ada Lovelace']]);
    push(['set', 'user:email', ['ada@example.com', 'a1b2']]);
    push(['set', 'user:phone', ['+442079460000']], ['set', 'user:avatar', ['https://example.com/ada.png']]);
    push([
      'set',
      'session:data',
      [
        [
          ['plan', 'pro'],
          ['seats', 5],
          ['active', true],
        ],
      ],
    ]);
    await afterThisTask();
    expect(client.calls).toEqual([
      [
        'identify',
        {
          email: 'ada@example.com',
          user_hash: 'a1b2',
          custom_data: {
            name: 'Ada Lovelace',
            phone: '+442079460000',
            avatar_url: 'https://example.com/ada.png',
            plan: 'pro',
            seats: 5,
            active: true,
          },
        },
      ],
    ]);
    expect(warned()).toEqual([]);
  });

  test.each([
    [['set', 'session:data', [[['plan', 'pro']]]]],
    [['set', 'session:data', [['plan', 'pro']]]],
    [['set', 'session:data', ['plan', 'pro']]],
  ])('reads session data as %j', async (command) => {
    start();
    push(command);
    await afterThisTask();
    expect(client.calls).toEqual([['update', { plan: 'pro' }]]);
  });

  test('takes a value that is not wrapped in a list', async () => {
    start();
    push(['set', 'user:email', 'ada@example.com']);
    await afterThisTask();
    expect(client.calls).toEqual([['identify', { email: 'ada@example.com', custom_data: {} }]]);
  });

  test('tells a company as facts of one level', async () => {
    start();
    const about = { url: 'https://example.com', employment: ['CTO'], geolocation: ['United Kingdom', 'London'] };
    push(['set', 'user:company', ['Engine and Loom', about]]);
    await afterThisTask();
    const facts = {
      company_name: 'Engine and Loom',
      company_url: 'https://example.com',
      company_employment_title: 'CTO',
      company_country: 'United Kingdom',
      company_city: 'London',
    };
    expect(client.calls).toEqual([['update', facts]]);
  });

  test('leaves out what custom data cannot hold, by name', async () => {
    start();
    push([
      'set',
      'session:data',
      [
        [
          ['plan', 'pro'],
          ['cart', { items: 3 }],
          ['', 1],
        ],
      ],
    ]);
    await afterThisTask();
    expect(client.calls).toEqual([['update', { plan: 'pro' }]]);
    expect(warned()).toEqual(['shim_value "cart"', 'shim_value ""']);
  });

  test('facts told before the address was known are told again with it, until the session is reset', async () => {
    start();
    push(['set', 'session:data', [[['cart', 3]]]]);
    await afterThisTask();
    push(['set', 'user:email', ['ada@example.com']]);
    await afterThisTask();
    push(['do', 'session:reset'], ['set', 'user:email', ['grace@example.com']]);
    await afterThisTask();
    expect(client.calls).toEqual([
      ['update', { cart: 3 }],
      ['identify', { email: 'ada@example.com', custom_data: { cart: 3 } }],
      ['close'],
      ['reset'],
      ['identify', { email: 'grace@example.com', custom_data: {} }],
    ]);
  });
});

test.each([
  ['chat:open', [['open']]],
  ['chat:close', [['close']]],
  ['chat:toggle', [['toggle']]],
  ['chat:show', [['show']]],
  ['chat:hide', [['close'], ['hide']]],
  ['session:reset', [['close'], ['reset']]],
])('do %s calls %j', (name, expected) => {
  start();
  push(['do', name]);
  expect(client.calls).toEqual(expected);
});

describe('is and get', () => {
  test('answer at once from what the client says', () => {
    start();
    const states = () => ['chat:opened', 'chat:closed', 'chat:visible', 'chat:hidden'].map(is);
    expect(states()).toEqual([false, true, true, false]);
    client.emit('open');
    client.emit('hide');
    client.emit('unread', 2);
    expect(states()).toEqual([true, false, false, true]);
    expect(get('chat:unread:count')).toBe(2);
    client.emit('close');
    client.emit('show');
    expect(states()).toEqual([false, true, true, false]);
  });

  test('give back what the page has set, and nothing of it after a reset', () => {
    start();
    push(
      ['set', 'user:email', ['ada@example.com']],
      [
        'set',
        'session:data',
        [
          [
            ['plan', 'pro'],
            ['bad', []],
          ],
        ],
      ],
    );
    expect(get('user:email')).toBe('ada@example.com');
    expect(get('user:phone')).toBeNull();
    expect(get('session:data', 'plan')).toBe('pro');
    expect(get('session:data')).toEqual({ plan: 'pro' });
    push(['do', 'session:reset']);
    expect([get('user:email'), get('session:data', 'plan'), get('session:data')]).toEqual([null, null, {}]);
  });

  test('what is not known here is false or null, and told once', () => {
    start();
    expect([is('website:available'), is('website:available'), get('session:identifier')]).toEqual([false, false, null]);
    expect(warned()).toEqual(['shim_command is("website:available")', 'shim_command get("session:identifier")']);
  });
});

describe('on and off', () => {
  test('listeners hear the chat, and messages with the fields that Crisp gives them', () => {
    start();
    const [opened, closed, received] = [vi.fn(), vi.fn(), vi.fn()];
    push(['on', 'chat:opened', opened], ['on', 'chat:closed', closed], ['on', 'message:received', received]);
    client.emit('open');
    client.emit('close');
    client.emit('message', {
      id: 'm1',
      conversation_id: 'c1',
      author: 'agent',
      author_name: 'Grace',
      text: 'Hello',
      sent_at: '2026-07-01T12:00:00.000Z',
    });
    expect([opened.mock.calls, closed.mock.calls]).toEqual([[[]], [[]]]);
    expect(received).toHaveBeenCalledWith({
      type: 'text',
      content: 'Hello',
      from: 'operator',
      origin: 'chat',
      is_me: false,
      timestamp: Date.parse('2026-07-01T12:00:00.000Z'),
      user: { nickname: 'Grace' },
    });
  });

  test('off ends every listener of that name and no other', () => {
    start();
    const [first, second, other] = [vi.fn(), vi.fn(), vi.fn()];
    push(['on', 'chat:opened', first], ['on', 'chat:opened', second], ['on', 'chat:closed', other]);
    push(['off', 'chat:opened'], ['off', 'chat:never']);
    client.emit('open');
    client.emit('close');
    expect([first, second, other].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 1]);
  });

  test('whoever waits for the session, or for Crisp itself, may go on', async () => {
    const [ready, loaded] = [vi.fn(), vi.fn()];
    page.CRISP_READY_TRIGGER = ready;
    start();
    push(['on', 'session:loaded', loaded]);
    expect(ready).not.toHaveBeenCalled();
    await afterThisTask();
    expect(ready).toHaveBeenCalledOnce();
    expect(loaded).toHaveBeenCalledOnce();
  });
});

test.each([
  ['["set", "message:text"]', ['set', 'message:text', ['Hi']]],
  ['["set", "session:segments"]', ['set', 'session:segments', [['vip']]]],
  ['["set", "session:event"]', ['set', 'session:event', [[['signup']]]]],
  ['["do", "message:send"]', ['do', 'message:send', ['text', 'Hi']]],
  ['["do", "helpdesk:search"]', ['do', 'helpdesk:search']],
  ['["do", "toString"]', ['do', 'toString']],
  ['["on", "message:sent"]', ['on', 'message:sent', () => {}]],
  ['["config", "color:theme"]', ['config', 'color:theme', ['red']]],
  ['["help"]', ['help']],
  ['["constructor"]', ['constructor']],
])('%s has no counterpart and is told once', async (subject, command) => {
  start();
  push(command, command);
  push(command);
  await afterThisTask();
  expect(warned()).toEqual([`shim_command ${subject}`]);
  expect(client.calls).toEqual([]);
});

test('a token of Crisp’s own, for the same session elsewhere, is told', () => {
  page.CRISP_TOKEN_ID = 'token';
  start();
  expect(warned()).toEqual(['shim_command CRISP_TOKEN_ID']);
});

test.each([
  [[]],
  [null],
  ['text'],
  [[Symbol('x')]],
  [['set']],
  [['set', Symbol('x')]],
  [['set', 'session:data']],
  [['set', 'session:data', [[[Symbol('x'), 1]]]]],
  [['set', 'user:email', [{}]]],
  [['set', 'user:company']],
  [['on', 'chat:opened']],
  [['safe', true]],
])('wrong use (%#) is no exception', async (command) => {
  start();
  expect(() => push(command)).not.toThrow();
  await afterThisTask();
  expect(client.calls).toEqual([]);
});

test('commands pushed before come first and in their order; a kept list goes on working', () => {
  const kept: unknown[] = [['do', 'chat:hide']];
  page.$crisp = kept;
  kept.push(['do', 'chat:show'], ['do', 'chat:open']);
  start();
  kept.push(['do', 'chat:close']);
  expect(client.calls).toEqual([['close'], ['hide'], ['show'], ['open'], ['close']]);
  expect(page.$crisp).toBe(kept);
});

test('every command is a method too', async () => {
  start();
  const crisp = page.$crisp as unknown as Record<string, (...args: readonly unknown[]) => void>;
  crisp.do?.('chat:open');
  crisp.set?.('user:email', ['ada@example.com']);
  await afterThisTask();
  expect(client.calls).toEqual([['open'], ['identify', { email: 'ada@example.com', custom_data: {} }]]);
});

test('what stops it makes the list a plain one again, and nobody listens', () => {
  start();
  const opened = vi.fn();
  push(['on', 'chat:opened', opened]);
  stop();
  client.emit('open');
  push(['do', 'chat:open']);
  expect(opened).not.toHaveBeenCalled();
  expect(client.calls).toEqual([]);
  expect(page.$crisp).toEqual([['do', 'chat:open']]);
});

test('what was configured says where the chat opens, and in which language', () => {
  expect(crispOptions()).toEqual({});
  page.CRISP_RUNTIME_CONFIG = { locale: 'pt-br' };
  page.$crisp = [
    ['config', 'position:reverse', [false]],
    ['config', 'position:reverse', [true]],
  ];
  expect(crispOptions()).toEqual({ position: 'left', locale: 'pt-BR' });
});
