import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import type { Client } from '../client/client.js';
import { ConvotError } from '../protocol/index.js';
import { type Connection, givenConnection, ownConnection } from './connection.js';

/** What {@link ConvotProvider} takes: a client, or how to create one. */
export type ConvotProviderProps = { readonly children?: ReactNode } & (
  | {
      /** A client that was made outside, and lives as long as its maker wants. */
      readonly client: Client;
      readonly create?: undefined;
    }
  | {
      /**
       * Creates the client when the provider is mounted; it is destroyed with it. The function of the first render
       * counts. It is never called on a server.
       */
      readonly create: () => Client;
      readonly client?: undefined;
    }
);

const ConnectionContext = createContext<Connection | null>(null);

/**
 * Gives a client to the hooks below it. It renders its children and nothing else.
 *
 * @example
 * ```tsx
 * <ConvotProvider create={() => createClient({ adapter: desk({ app, url }), chat: () => import('convot/chat') })}>
 *   <App />
 * </ConvotProvider>
 * ```
 */
export function ConvotProvider({ client, create, children }: ConvotProviderProps): ReactElement {
  const [own] = useState(() => (create ? ownConnection(create) : null));
  const given = useMemo(() => (client ? givenConnection(client) : null), [client]);
  const connection = given ?? own;
  const held = createElement(Held, { connection });
  return createElement(ConnectionContext.Provider, { value: connection }, held, children);
}

/**
 * Holds the connection while it is mounted. It stands before the children, whose effects therefore find a client that
 * lives; and it is no layout effect, which would end while an outer `Suspense` shows its fallback.
 */
function Held({ connection }: { readonly connection: Connection | null }): null {
  useEffect(() => connection?.hold(), [connection]);
  return null;
}

/** @throws ConvotError `wrong_use` where there is no provider above. */
export function useConnection(hook: string): Connection {
  const connection = useContext(ConnectionContext);
  if (connection) return connection;
  throw new ConvotError('wrong_use', `${hook}: put <ConvotProvider client={…}> or create={…} above this component`);
}

/**
 * The client, for effects and handlers. The same object for the provider's whole life, so it may stand among an
 * effect's dependencies; one whose provider creates the client is usable before that, and on a server only as a value.
 *
 * @throws ConvotError `wrong_use` where there is no {@link ConvotProvider} above.
 */
export function useConvot(): Client {
  return useConnection('useConvot()').client;
}
