/** @jsxImportSource react */
// @vitest-environment happy-dom
import type { ClientEvents, ClientStatus, Identify } from 'convot';
import { ConvotError } from 'convot/protocol';
import { ConvotProvider, useConvotEvent, useIdentify, useStatus, useUnread } from 'convot/react';
import { act, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RecordedClient, recordedClient } from '../client/recorded-client.js';
import { complaints, show, showStrictly } from './page.js';

let client: RecordedClient;
let complained: readonly unknown[][];
beforeEach(() => {
  client = recordedClient();
  complained = complaints();
});
afterEach(() => {
  expect(complained).toEqual([]);
  vi.restoreAllMocks();
});

const under = (content: ReactNode, by: RecordedClient = client) => (
  <ConvotProvider client={by}>{content}</ConvotProvider>
);

describe('useIdentify', () => {
  function Person({ identity }: { readonly identity: Identify | null | undefined }) {
    useIdentify(identity);
    return null;
  }
  const identified = () => client.calls.filter(([method]) => method === 'identify').map(([, identity]) => identity);

  test.each([
    ['as in production', show],
    ['with effects run twice', showStrictly],
  ])('says who it is once, and again when what it says changes: %s', async (_, show) => {
    const ada = { external_id: 'ada', custom_data: { plan: 'pro', seats: 5 } };
    const { render } = await show(under(<Person identity={ada} />));
    await render(under(<Person identity={{ ...ada, custom_data: { seats: 5, plan: 'pro' } }} />));
    expect(identified()).toEqual([ada]);
    const changes: Identify[] = [
      { ...ada, custom_data: { plan: 'pro', seats: 6 } },
      { ...ada, custom_data: { plan: 'pro' } },
      { ...ada, custom_data: { plan: 'pro', seats: null } },
      { external_id: 'ada' },
      { external_id: 'ada', user_hash: 'a1b2' },
      { external_id: 'ada', user_hash: 'a1b2', email: 'ada@example.com' },
      { external_id: 'grace' },
    ];
    for (const change of changes) await render(under(<Person identity={change} />));
    expect(identified()).toEqual([ada, ...changes]);
  });

  test('says nothing while nobody is known, and says it again after that', async () => {
    const ada = { external_id: 'ada' };
    const { render } = await show(under(<Person identity={null} />));
    await render(under(<Person identity={undefined} />));
    expect(client.calls).toEqual([]);
    await render(under(<Person identity={ada} />));
    await render(under(<Person identity={null} />));
    await render(under(<Person identity={ada} />));
    expect(client.calls).toEqual([
      ['identify', ada],
      ['identify', ada],
    ]);
  });

  test('neither null nor unmounting is a logout', async () => {
    const { render, unmount } = await show(under(<Person identity={{ external_id: 'ada' }} />));
    await render(under(<Person identity={null} />));
    await unmount();
    expect(client.calls.map(([method]) => method)).toEqual(['identify']);
  });

  test('tells another client too', async () => {
    const ada = { external_id: 'ada' };
    const other = recordedClient();
    const { render } = await show(under(<Person identity={ada} />));
    await render(under(<Person identity={ada} />, other));
    expect(other.calls).toEqual([['identify', ada]]);
  });

  test('a value that is no custom data is told once, not with each rendering', async () => {
    const wrong = () => ({ external_id: 'ada', custom_data: { list: ['x'], bad: Number.NaN } }) as unknown as Identify;
    const { render } = await show(under(<Person identity={wrong()} />));
    await render(under(<Person identity={wrong()} />));
    expect(identified()).toHaveLength(1);
  });
});

describe('useUnread', () => {
  const Badge = () => <b>{useUnread()}</b>;

  test('is the number that the client told last, also for who comes later', async () => {
    const { element, render } = await show(under(<Badge />));
    expect(element.textContent).toBe('0');
    await act(async () => client.emit('unread', 3));
    expect(element.textContent).toBe('3');
    await render(
      under(
        <>
          <Badge />
          <Badge />
        </>,
      ),
    );
    expect(element.textContent).toBe('33');
    await act(async () => client.emit('unread', 0));
    expect(element.textContent).toBe('00');
  });
});

describe('useStatus', () => {
  const seen: ClientStatus[] = [];
  function Reader() {
    seen.push(useStatus());
    return null;
  }
  beforeEach(() => {
    seen.length = 0;
  });

  test('is how things stand, and another object only when something has changed', async () => {
    Object.assign(client.status, { stored: 'held', reason: 'storage-blocked' });
    await show(under(<Reader />));
    const first = { stored: 'held', reason: 'storage-blocked', unread: 0 };
    expect(seen.at(-1)).toEqual(first);
    const before = seen.at(-1);
    await act(async () => client.emit('ready'));
    expect(seen.at(-1)).toBe(before);
    await act(async () => client.emit('unread', 2));
    expect(seen.at(-1)).toEqual({ ...first, unread: 2 });
  });

  test.each([
    ['ready'],
    ['identified', { handle: 'h', trust: 'verified' }],
    ['applied', { status: 'applied', refused: [] }],
    ['refused', { status: 'refused', refused: [] }],
    ['unread', 0],
    ['error', new ConvotError('offline')],
  ] as const)('hears of it with %s', async (...news: readonly [name: keyof ClientEvents, event?: unknown]) => {
    await show(under(<Reader />));
    client.status.reason = 'offline';
    await act(async () => client.emit(...(news as Parameters<typeof client.emit>)));
    expect(seen.at(-1)?.reason).toBe('offline');
  });

  test.each(['online', 'offline'])('hears of it when the browser goes %s, until it is unmounted', async (name) => {
    const { unmount } = await show(under(<Reader />));
    client.status.reason = 'blocked-by-client';
    await act(async () => window.dispatchEvent(new Event(name)));
    expect(seen.at(-1)?.reason).toBe('blocked-by-client');
    await unmount();
    const { length } = seen;
    client.status.reason = null;
    await act(async () => window.dispatchEvent(new Event(name)));
    expect(seen).toHaveLength(length);
  });
});

describe('useConvotEvent', () => {
  function Listener<Name extends keyof ClientEvents>(props: {
    readonly name: Name;
    readonly heard: (event: ClientEvents[Name]) => void;
  }) {
    useConvotEvent(props.name, props.heard);
    return null;
  }

  test.each([
    ['as in production', show],
    ['with effects run twice', showStrictly],
  ])('is heard once, by the listener of the latest rendering: %s', async (_, show) => {
    const [first, second] = [vi.fn(), vi.fn()];
    const { render } = await show(under(<Listener name="applied" heard={first} />));
    client.emit('applied', { status: 'applied', refused: [] });
    await render(under(<Listener name="applied" heard={second} />));
    client.emit('applied', { status: 'applied', refused: [] });
    expect([first.mock.calls, second.mock.calls]).toEqual([
      [[{ status: 'applied', refused: [] }]],
      [[{ status: 'applied', refused: [] }]],
    ]);
  });

  test('is heard no more under its old name, by its old client or after unmounting', async () => {
    const heard = vi.fn();
    const other = recordedClient();
    const { render, unmount } = await show(under(<Listener name="open" heard={heard} />));
    await render(under(<Listener name="close" heard={heard} />));
    client.emit('open');
    await render(under(<Listener name="close" heard={heard} />, other));
    client.emit('close');
    expect(heard).not.toHaveBeenCalled();
    other.emit('close');
    expect(heard).toHaveBeenCalledOnce();
    await unmount();
    other.emit('close');
    expect(heard).toHaveBeenCalledOnce();
  });
});
