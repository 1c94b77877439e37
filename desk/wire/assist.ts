/**
 * The AI on a ticket: its analysis, and replies that it suggests to agents. Nothing of it is ever sent to the customer
 * by itself. Sentences are the page's own, keyed by the codes here.
 */

import type { LookupModelFailure, LookupStatus } from './lookups.js';
import type { ModelLabel } from './plans.js';

/** How a call of the AI ended. A ticket goes on, whatever stands here. */
export type AssistStatus =
  | 'ok'
  /** The desk runs without `MODEL_URL`. */
  | 'model_not_configured'
  /** The month's credits are gone; no call was made. */
  | 'skipped_credits'
  | 'model_failed';

/** What says more than `model_failed`. */
export type AssistFailureReason = LookupModelFailure | 'internal';

/**
 * What became of facts that could be used. `confirmed`: used, and about the sender for certain. `unconfirmed`: used with
 * the warning "not confirmed for this sender". `excluded`: unconfirmed, and left out because the owner wants it so.
 * `none`: there are none.
 */
export type FactsUsed = 'confirmed' | 'unconfirmed' | 'excluded' | 'none';

/** What the AI was told besides the conversation. */
export interface AssistBasis {
  /** The ticket's stored lookup. `pending`: it was still under way after 10 s, and was not waited for. */
  readonly lookup: FactsUsed | 'pending';
  /** How that lookup ended; `null`: there was none, or not yet. */
  readonly lookup_status: LookupStatus | null;
  /** The contact's own fields: `userDetail` and custom data. */
  readonly contact: FactsUsed;
}

export type Urgency = 'low' | 'normal' | 'high' | 'urgent';

/** What the model made of a ticket. Plain text of one line each. */
export interface AnalysisResult {
  /** At most 60 characters. */
  readonly topic: string;
  readonly urgency: Urgency;
  /** At most 240 characters. */
  readonly summary: string;
  readonly basis: AssistBasis;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** `waiting`: for the ticket's lookup, or for its turn. */
export type AnalysisState = 'waiting' | 'running' | 'finished';

/** A ticket's analysis. */
export interface TicketAnalysis {
  readonly state: AnalysisState;
  /** How the last attempt ended; `null` before the first one has. */
  readonly status: AssistStatus | null;
  /** With `model_failed`. */
  readonly reason: AssistFailureReason | null;
  /** Of the last attempt that ended well; it stays when a later one fails. */
  readonly result: AnalysisResult | null;
  /** ISO 8601, UTC; with `finished`. */
  readonly finished_at: string | null;
}

/**
 * `GET /api/tickets/:id/analysis`. `POST` on the same analyses the ticket anew and answers the same with 202; while one
 * is under way, it answers that one.
 */
export interface TicketAssist {
  /** Whether the model can be asked now; if not, why. */
  readonly availability: Exclude<AssistStatus, 'model_failed'>;
  readonly model: ModelLabel | null;
  /** `null`: nobody asked for one (a spam ticket). */
  readonly analysis: TicketAnalysis | null;
}

/** Languages that a draft can be put into: BCP 47. */
export const DRAFT_LANGUAGES = [
  ...(['ar', 'bg', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fi', 'fr', 'he', 'hi', 'hr', 'hu', 'id'] as const),
  ...(['it', 'ja', 'ko', 'lt', 'lv', 'nb', 'nl', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sr', 'sv', 'th', 'tr'] as const),
  ...(['uk', 'vi', 'zh'] as const),
] as const;

export type DraftLanguage = (typeof DRAFT_LANGUAGES)[number];

/** Longest draft that can be handed back to be written anew, in UTF-16 code units. */
export const DRAFT_CHARS = 8_000;

/** What an agent wants. `draft` is the text that stands there now. */
export type SuggestionWish =
  | { readonly what: 'suggest' }
  | { readonly what: 'regenerate' | 'shorter' | 'friendlier'; readonly draft: string }
  | { readonly what: 'translate'; readonly draft: string; readonly language: DraftLanguage };

/**
 * `POST /api/tickets/:id/suggestion` takes a {@link SuggestionWish} and answers with server-sent events, each of whose
 * `data` is one of these. `done` or `failed` is the last one. A stream without either broke off. Who leaves ends it, and
 * so does the same agent's next wish for the same ticket.
 */
export type SuggestionEvent =
  /** The ticket's lookup is still under way, and is waited for. */
  | { readonly type: 'waiting' }
  | { readonly type: 'started'; readonly basis: AssistBasis }
  /** The next piece of the draft, plain text. */
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'done';
      /** `length`: the longest draft was reached. `filtered`: the model's server held the rest back. */
      readonly ending: 'complete' | 'length' | 'filtered';
      /** Web addresses that the model made up, each of which stands as `[…]` in the text. */
      readonly removed_links: number;
    }
  | {
      readonly type: 'failed';
      /** `superseded`: the same agent asked again for this ticket, perhaps in another window. */
      readonly status: Exclude<AssistStatus, 'ok'> | 'superseded';
      readonly reason: AssistFailureReason | null;
    };
