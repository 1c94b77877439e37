import { useMemo, useSyncExternalStore } from 'react';
import type { ClientStatus } from '../client/status.js';
import { useConnection } from './provider.js';
import { CALM } from './status.js';

/** How many messages of an agent wait. On a server, and until the page knows better, 0. */
export function useUnread(): number {
  return useReading('useUnread()', ({ unread }) => unread);
}

/**
 * How things stand with the client: what happens to a patch given now, what the last attempt fell short of, and how much
 * is unread. Another object when one of them has changed. On a server, and until the page knows better, all is well.
 */
export function useStatus(): ClientStatus {
  const hook = 'useStatus()';
  const stored = useReading(hook, (status) => status.stored);
  const reason = useReading(hook, (status) => status.reason);
  const unread = useReading(hook, (status) => status.unread);
  return useMemo(() => ({ stored, reason, unread }), [stored, reason, unread]);
}

function useReading<Value extends string | number | null>(hook: string, read: (status: ClientStatus) => Value): Value {
  const { status, watch } = useConnection(hook);
  return useSyncExternalStore(
    watch,
    () => read(status()),
    () => read(CALM),
  );
}
