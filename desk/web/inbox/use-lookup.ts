import type { ContextLookup } from 'convot/context';
import { ConvotError } from 'convot/protocol';
import { useMemo, useState } from 'preact/hooks';
import { useAgentEvents } from '../live/live.js';
import { useReading } from '../live/use-reading.js';
import { errorText } from '../locales/index.js';
import { refreshTooSoon } from '../locales/lookups-en.js';
import { useSession } from '../signed-in.js';
import { lookupView } from './lookup-view.js';

interface OpenLookup {
  /** `null`: there is no ticket, its lookup is not read yet or can't be, or there is nothing to tell of. */
  readonly lookup: ContextLookup | null;
  readonly refresh: () => void;
}

/** A ticket's lookup, kept current: each run that begins or ends is told by the stream. */
export function useLookup(ticket: string | null): OpenLookup {
  const { api, me } = useSession();
  const [failure, setFailure] = useState<string | null>(null);
  const { loaded, reload, update } = useReading(ticket ?? '', async () => (ticket ? api.ticketLookup(ticket) : null));
  useAgentEvents((event) => {
    if (event.type === 'gap' || (event.type === 'lookup' && event.ticket_id === ticket)) reload();
  });
  const refresh = async () => {
    if (!ticket) return;
    setFailure(null);
    try {
      const begun = await api.refreshLookup(ticket);
      update(() => begun);
    } catch (error) {
      setFailure(refusal(error));
      reload();
    }
  };
  const known = loaded.state === 'ready' ? loaded.value : null;
  const isOwner = me.role === 'owner';
  // The element draws again for each new object that it is handed.
  const view = useMemo(() => known && lookupView(known, isOwner, failure), [known, isOwner, failure]);
  return { lookup: view, refresh: () => void refresh() };
}

function refusal(error: unknown): string {
  if (!(error instanceof ConvotError)) return errorText('internal');
  return error.reason === 'refresh_too_soon' ? refreshTooSoon : errorText(error.code);
}
