import { useEffect, useRef } from 'react';
import type { ClientEvents } from '../client/events.js';
import { useConnection } from './provider.js';

/**
 * Listens while the component is mounted. Each event is heard by the listener of the latest rendering, so it needs no
 * `useCallback`.
 */
export function useConvotEvent<Name extends keyof ClientEvents>(
  name: Name,
  listener: (event: ClientEvents[Name]) => void,
): void {
  const connection = useConnection('useConvotEvent()');
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => connection.current().on(name, (event) => latest.current(event)), [connection, name]);
}
