import type { ContextLookup, ContextLookupRun } from 'convot/context';
import type { LookupResult, TicketLookup } from '../../wire/lookups.js';
import { lookupRemedies } from '../locales/lookups-en.js';

/**
 * A ticket's lookup as the sidebar shows it: an unfinished run as such, a finished one with what can be done about it.
 *
 * @param isOwner - only owners can follow a remedy
 * @param failure - why the last refresh was refused, in a sentence
 * @returns `null` for a ticket that never had a run: its app has no Customer Context
 */
export function lookupView(lookup: TicketLookup, isOwner: boolean, failure: string | null): ContextLookup | null {
  const { latest, pending, history } = lookup;
  if (!latest && !pending) return null;
  const run = latest?.result ?? null;
  return {
    run,
    is_running: pending !== null,
    changes: latest?.changes ?? [],
    history: history
      .filter(({ id }) => id !== latest?.id)
      .flatMap(({ result }): ContextLookupRun[] => (result ? [result] : [])),
    remedy: isOwner && run ? remedyOf(run) : null,
    refresh_from: lookup.refresh_from,
    refresh_failure: failure,
  };
}

function remedyOf({ status, reason }: LookupResult): string | null {
  return status === 'ok' || reason === null ? null : (lookupRemedies[reason] ?? null);
}
