/** @jsxImportSource react */
// @vitest-environment happy-dom
import { ConvotProvider, type ConvotProviderProps, useUnread } from 'convot/react';
import { act, useId } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { recordedClient } from '../client/recorded-client.js';
import { complaints } from './page.js';

const Badge = () => <b id={useId()}>{useUnread()}</b>;

/** Takes over what the server has rendered, whose provider knew of no message. */
async function hydrated(onServer: ConvotProviderProps, inBrowser: ConvotProviderProps) {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const complained = complaints();
  const page = (props: ConvotProviderProps) => (
    <ConvotProvider {...props}>
      <Badge />
    </ConvotProvider>
  );
  const element = document.createElement('main');
  element.innerHTML = renderToString(page(onServer));
  const before = element.firstChild;
  const root = await act(async () => hydrateRoot(element, page(inBrowser)));
  onTestFinished(async () => {
    await act(async () => root.unmount());
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
  expect(element.firstChild).toBe(before);
  expect(complained).toEqual([]);
  return element;
}

test('a page that a server rendered is taken over as it is, and counts from there', async () => {
  const client = recordedClient();
  const create = vi.fn(() => client);
  const element = await hydrated({ create }, { create });
  await act(async () => client.emit('unread', 2));
  expect(element.textContent).toBe('2');
  expect(create).toHaveBeenCalledOnce();
});

test('so is one whose client has counted already', async () => {
  const client = recordedClient();
  client.emit('unread', 2);
  const element = await hydrated({ client: recordedClient() }, { client });
  expect(element.textContent).toBe('2');
});
