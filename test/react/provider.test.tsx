/** @jsxImportSource react */
// @vitest-environment happy-dom
import { createClient, memoryStore } from 'convot';
import { memory, memoryDesk } from 'convot/adapters/memory';
import { ConvotProvider, useConvot, useIdentify } from 'convot/react';
import { act, type ReactNode, Suspense, useEffect } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RecordedClient, recordedClient } from '../client/recorded-client.js';
import { complaints, show, showStrictly } from './page.js';

let complained: readonly unknown[][];
beforeEach(() => {
  complained = complaints();
});
afterEach(() => {
  expect(complained).toEqual([]);
  vi.restoreAllMocks();
});

/** Makes clients, and remembers them. */
function maker() {
  const made: RecordedClient[] = [];
  const create = () => {
    const client = recordedClient();
    made.push(client);
    return client;
  };
  return { made, create };
}

const callsOf = (client: RecordedClient | undefined) => client?.calls.map(([method]) => method);

function Opener() {
  const convot = useConvot();
  return (
    <button type="button" onClick={() => convot.open()}>
      Help
    </button>
  );
}

const click = (element: HTMLElement) => act(async () => element.querySelector('button')?.click());

test('without a provider above, a hook says what to do', () => {
  expect(() => renderToString(<Opener />)).toThrow(
    expect.objectContaining({
      code: 'wrong_use',
      message: expect.stringMatching(/^useConvot\(\): put <ConvotProvider .* above this component/),
    }),
  );
});

describe('a client that was made outside', () => {
  test('is what useConvot gives, and outlives the provider', async () => {
    const client = recordedClient();
    const { element, unmount } = await show(
      <ConvotProvider client={client}>
        <Opener />
      </ConvotProvider>,
    );
    expect(element.innerHTML).toBe('<button type="button">Help</button>');
    await click(element);
    await unmount();
    expect(callsOf(client)).toEqual(['open']);
  });

  test('may be replaced by another', async () => {
    const [first, second] = [recordedClient(), recordedClient()];
    const page = (client: RecordedClient) => (
      <ConvotProvider client={client}>
        <Opener />
      </ConvotProvider>
    );
    const { element, render } = await show(page(first));
    await render(page(second));
    await click(element);
    expect([callsOf(first), callsOf(second)]).toEqual([[], ['open']]);
  });
});

describe('a client of the provider’s own', () => {
  const page = (create: () => RecordedClient, content: ReactNode = <Opener />) => (
    <ConvotProvider create={create}>{content}</ConvotProvider>
  );

  test.each([
    ['as in production', show],
    ['with effects run twice', showStrictly],
  ])('is created once and destroyed with it, %s', async (_, show) => {
    const { made, create } = maker();
    const { element, render, unmount } = await show(page(create));
    expect(made).toHaveLength(1);
    await render(page(() => create()));
    await click(element);
    expect(made).toHaveLength(1);
    expect(callsOf(made[0])).toEqual(['open']);
    await unmount();
    expect(callsOf(made[0])).toEqual(['open', 'destroy']);
  });

  test('is there for the effects of the children', async () => {
    const { made, create } = maker();
    function Child() {
      const convot = useConvot();
      useEffect(() => convot.show(), [convot]);
      return null;
    }
    await show(page(create, <Child />));
    expect(made.map(callsOf)).toEqual([['show']]);
  });

  test('is another one after the provider was mounted anew', async () => {
    const { made, create } = maker();
    const { element, render } = await show(<div key="a">{page(create)}</div>);
    await render(<div key="b">{page(create)}</div>);
    await click(element);
    expect(made.map(callsOf)).toEqual([['destroy'], ['open']]);
  });

  test('lives on while an outer Suspense shows its fallback', async () => {
    const { made, create } = maker();
    let arrive = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    let isHere = true;
    function Slow() {
      if (!isHere) throw arrival;
      return null;
    }
    const content = () => (
      <Suspense fallback="Loading">
        <Slow />
        {page(create)}
      </Suspense>
    );
    const { element, render } = await show(content());
    isHere = false;
    await render(content());
    expect(element.textContent).toContain('Loading');
    expect(made.map(callsOf)).toEqual([[]]);
    isHere = true;
    await act(async () => arrive());
    await click(element);
    expect(made.map(callsOf)).toEqual([['open']]);
  });

  test('is not created again by a handler that comes late', async () => {
    const { made, create } = maker();
    let late: ReturnType<typeof useConvot> | undefined;
    function Child() {
      late = useConvot();
      return null;
    }
    const { unmount } = await show(page(create, <Child />));
    await unmount();
    late?.update({ plan: 'pro' });
    expect(made.map(callsOf)).toEqual([['destroy', 'update']]);
  });

  test('has every method of a client, and the same object stands for it all along', async () => {
    const { made, create } = maker();
    const seen = new Set<ReturnType<typeof useConvot>>();
    function Child() {
      seen.add(useConvot());
      return null;
    }
    const { render } = await show(page(create, <Child />));
    await render(page(create, <Child />));
    expect(seen.size).toBe(1);
    const [convot = recordedClient()] = seen;
    const methods = ['identify', 'update', 'ready', 'reset', 'open', 'close', 'toggle', 'show', 'hide'] as const;
    for (const method of methods) (convot[method] as (given: object) => unknown)({ a: 1 });
    expect(callsOf(made[0])).toEqual(methods);
    const opened = vi.fn();
    convot.on('open', opened);
    made[0]?.emit('open');
    convot.off('open', opened);
    made[0]?.emit('open');
    expect(opened).toHaveBeenCalledOnce();
    expect(convot.status).toBe(made[0]?.status);
    expect(Object.keys(convot).sort()).toEqual(
      Object.keys(made[0] ?? {})
        .filter((name) => name !== 'calls' && name !== 'emit')
        .sort(),
    );
  });
});

test('in Strict Mode, over a real client, the person’s patch arrives once', async () => {
  const desk = memoryDesk();
  const adapter = memory({ app: 'react', desk });
  const push = vi.spyOn(adapter, 'push');
  const create = () => createClient({ adapter, store: memoryStore(), identityEndpoint: null });
  function Child() {
    useIdentify({ external_id: 'ada', custom_data: { plan: 'pro' } });
    return null;
  }
  await showStrictly(
    <ConvotProvider create={create}>
      <Child />
    </ConvotProvider>,
  );
  const stored = () => desk.stored({ kind: 'external_id', value: 'ada' });
  await vi.waitFor(() => expect(stored()).toEqual({ plan: 'pro' }));
  expect(push.mock.calls.flatMap(([, { entries }]) => entries)).toHaveLength(1);
});
