// A stranger's project that uses every entry; test/api/consumer.mjs compiles it against the packed package.
import { type Client, type ClientEvents, type ClientStatus, createClient, type Receipt } from 'convot';
import { chatwoot } from 'convot/adapters/chatwoot';
import { desk } from 'convot/adapters/desk';
import { memory, memoryDesk } from 'convot/adapters/memory';
import type { mountChat } from 'convot/chat';
import { type ConvotContextElement, type CustomerContext, defineContext } from 'convot/context';
import { mountLauncher } from 'convot/launcher';
import { type OpenedToken, openToken, type TokenRefusal } from 'convot/proof';
import { type BackendAdapter, ConvotError, type ErrorCode, type Patch } from 'convot/protocol';
import { readPush } from 'convot/protocol/schemas';
import { ConvotProvider, useConvot, useConvotEvent, useIdentify, useStatus, useUnread } from 'convot/react';
import {
  atFirstRequest,
  contextRoute,
  identityRoute,
  type Route,
  toFastify,
  toNodeHandler,
  userHash,
} from 'convot/server';
import { crispOptions, crispShim, intercomShim, type StartOptions } from 'convot/shims';
import { adapterCases } from 'convot/testing';
import { createElement, type ReactElement, useState } from 'react';

export function page(): Client {
  const adapter: BackendAdapter = desk({ app: 'app_1', url: 'https://desk.example.com' });
  const client = createClient({ adapter, chat: () => import('convot/chat') });
  client.on('error', (error: ClientEvents['error']) => console.error(error.code satisfies ErrorCode));
  mountLauncher(client, { position: 'left' }).hide();
  return client;
}

export const elsewhere: BackendAdapter = chatwoot({ inbox: 'inbox_1', url: 'https://chatwoot.example.com' });

export async function login(client: Client, patch: Patch): Promise<Receipt> {
  // @ts-expect-error: a value of custom data is text, a number, a boolean or null
  await client.identify({ external_id: 'user_1', custom_data: { plan: { name: 'pro' } } });
  return client.identify({ external_id: 'user_1', custom_data: patch });
}

/** A component of a React application. */
export function Help({ id }: { readonly id: string | null }): ReactElement {
  const convot = useConvot();
  const [end, setEnd] = useState('');
  const { reason }: ClientStatus = useStatus();
  useIdentify(id === null ? null : { external_id: id, custom_data: { plan: 'pro' } });
  useConvotEvent('applied', ({ status }) => setEnd(status));
  // @ts-expect-error: no event is called so
  useConvotEvent('applies', () => {});
  return createElement(
    'a',
    { title: reason ?? end, href: '#help', onClick: () => convot.open() },
    `Help (${useUnread()})`,
  );
}

export const app: ReactElement = createElement(ConvotProvider, { create: page }, createElement(Help, { id: null }));
export const given: ReactElement = createElement(ConvotProvider, { client: page() });
// @ts-expect-error: a provider needs a client or how to create one
createElement(ConvotProvider, {});

/** A page that was written for another messenger. */
export function switched(frame: Window): () => void {
  const look: StartOptions = crispOptions();
  const client = createClient({ adapter: elsewhere, ...look });
  intercomShim(client, frame);
  return crispShim(client);
}

export type Chat = ReturnType<typeof mountChat>;

export function sidebar(data: CustomerContext): void {
  defineContext();
  const element: ConvotContextElement | null = document.querySelector<ConvotContextElement>('convot-context');
  if (element) element.data = data;
}

export const identity: Route = identityRoute({
  app: 'app_1',
  key: 'from the environment',
  previousKey: undefined,
  user: async ({ headers }) => (headers.has('Cookie') ? { userDetail: { id: 'user_1' } } : null),
});

export const context: Route = atFirstRequest(() =>
  contextRoute({
    token: 'from the environment',
    pattern: /acct_\d+/,
    find: async (id, { signal }) => (signal.aborted ? null : { type: 'customer', id }),
  }),
);

export const mounts = [toNodeHandler(identity), toFastify(context)] as const;

export async function opened(token: string, key: string): Promise<OpenedToken | TokenRefusal | undefined> {
  try {
    return await openToken(token, { keys: [{ key }], audience: await userHash(key, 'user_1') });
  } catch (error) {
    // The reason is text, so that a newer desk may name one that this version does not know.
    return error instanceof ConvotError && error.reason === 'expired' ? 'expired' : undefined;
  }
}

export function conformance() {
  const backend = memoryDesk();
  return adapterCases({
    make: () => ({
      adapter: () => memory(),
      answer: async () => undefined,
      stored: async () => ({ backend: !!backend }),
    }),
  });
}

export const push = (body: unknown) => readPush(body).lane;
