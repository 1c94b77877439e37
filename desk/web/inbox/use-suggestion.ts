import { useEffect, useState } from 'preact/hooks';
import type { SuggestionWish, TicketAssist } from '../../wire/assist.js';
import { useSession } from '../signed-in.js';
import { useInbox } from './provider.js';
import type { Suggestion } from './suggestions.js';
import type { Assist } from './use-assist.js';

/** What a composer needs to offer the AI's help. */
export interface SuggestionControls {
  readonly suggestion: Suggestion;
  readonly availability: TicketAssist['availability'];
  readonly isOwner: boolean;
  /** A draft that was taken over stands in the composer unchanged. */
  readonly canUndo: boolean;
  readonly onWish: (wish: SuggestionWish) => void;
  readonly onStop: () => void;
  readonly onDiscard: () => void;
  readonly onUse: () => void;
  readonly onUndo: () => void;
  /** Looks again whether the AI can be asked. */
  readonly onReload: () => void;
}

/** What stands in the composer. */
interface Answer {
  readonly draft: string;
  readonly setDraft: (draft: string) => void;
}

/** A ticket's suggestion, drawn again at each change. @returns `null` where the AI has no part: no ticket, no model */
export function useSuggestion(
  ticket: string | null,
  { known, reload }: Assist,
  { draft, setDraft }: Answer,
): SuggestionControls | null {
  const { me } = useSession();
  const { suggestions } = useInbox();
  const [, setVersion] = useState(0);
  useEffect(() => suggestions.onChange(() => setVersion((version) => version + 1)), [suggestions]);
  useEffect(() => {
    if (ticket && draft === '') suggestions.letGo(ticket);
  }, [ticket, draft]);
  if (!ticket || !known || known.availability === 'model_not_configured') return null;
  const suggestion = suggestions.of(ticket);
  return {
    suggestion,
    availability: known.availability,
    isOwner: me.role === 'owner',
    canUndo: suggestion.taken !== null && suggestion.taken.text === draft,
    onWish: (wish) => void suggestions.wish(ticket, wish),
    onStop: () => suggestions.stop(ticket),
    onDiscard: () => suggestions.discard(ticket),
    onUse: () => setDraft(suggestions.use(ticket, draft)),
    onUndo: () => setDraft(suggestions.undo(ticket)),
    onReload: reload,
  };
}
