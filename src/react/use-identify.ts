import { useEffect, useRef } from 'react';
import type { Client } from '../client/client.js';
import type { Identify } from '../client/options.js';
import { useConnection } from './provider.js';
import { sameIdentity } from './same-identity.js';

/**
 * Says who the visitor is, and again whenever what it says changes; a new object that says the same is not a change.
 *
 * @param identity - `null` while nobody is known: nothing is said. It is no logout, and neither is unmounting: that is
 *   `useConvot().reset()`.
 */
export function useIdentify(identity: Identify | null | undefined): void {
  const connection = useConnection('useIdentify()');
  const told = useRef<{ readonly client: Client; readonly identity: Identify } | null>(null);
  // After each rendering: the comparison is cheap, and its outcome is what counts, not which object was passed.
  useEffect(() => {
    if (!identity) {
      told.current = null;
      return;
    }
    const client = connection.current();
    if (told.current?.client === client && sameIdentity(told.current.identity, identity)) return;
    told.current = { client, identity };
    client.identify(identity);
  });
}
