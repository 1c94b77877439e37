import { asConvotError, type ErrorCode } from 'convot/protocol';
import { useState } from 'preact/hooks';
import type { TicketAssist } from '../../wire/assist.js';
import { useAgentEvents } from '../live/live.js';
import { useReading } from '../live/use-reading.js';
import { useSession } from '../signed-in.js';

/** What the AI makes of a ticket, and whether it can be asked. */
export interface Assist {
  /** `null`: there is no ticket, or it is not read yet or can't be. */
  readonly known: TicketAssist | null;
  /** Why the last wish to analyse was refused. */
  readonly refusal: ErrorCode | null;
  readonly analyse: () => void;
  readonly reload: () => void;
}

/** A ticket's analysis, kept current: each one that begins or ends is told by the stream. */
export function useAssist(ticket: string | null): Assist {
  const { api } = useSession();
  const [refusal, setRefusal] = useState<ErrorCode | null>(null);
  const { loaded, reload, update } = useReading(ticket ?? '', async () => (ticket ? api.ticketAnalysis(ticket) : null));
  useAgentEvents((event) => {
    if (event.type === 'gap' || (event.type === 'analysis' && event.ticket_id === ticket)) reload();
  });
  const analyse = async () => {
    if (!ticket) return;
    setRefusal(null);
    try {
      const begun = await api.analyseTicket(ticket);
      update(() => begun);
    } catch (error) {
      setRefusal(asConvotError(error, 'internal').code);
    }
  };
  return { known: loaded.state === 'ready' ? loaded.value : null, refusal, analyse: () => void analyse(), reload };
}
