/**
 * Customer Context for the agent's pages: what a lookup found, how it was asked for, and what the owner set.
 * Sentences are the page's own, keyed by the codes here.
 */

import type { OutgoingCode, OutgoingStep, OutgoingTiming } from './outgoing.js';
import type { ModelLabel } from './plans.js';

/** How a run ended. A lookup never stops its ticket, whatever stands here. */
export type LookupStatus = 'ok' | 'no_identifier' | 'fetch_error' | 'skipped_credits' | 'disabled';

/** Who read something: `plain`, the desk's own rules; `model`, the language model. */
export type LookupReader = 'plain' | 'model';

/** A value that JSON can hold without another inside. */
export type Scalar = string | number | boolean | null;

/**
 * What a value is, for those who show it in their own way: `date` is `YYYY-MM-DD`, `time` an ISO 8601 time with a date;
 * `empty` is `null` or `""`.
 */
export type LookupRowKind = 'text' | 'number' | 'boolean' | 'date' | 'time' | 'empty';

/** One labelled fact of the customer. */
export interface LookupRow {
  readonly label: string;
  /** Where the value stands in the endpoint's answer: a JSON Pointer (RFC 6901), as `/plan/name`. */
  readonly path: string;
  /** As the endpoint answered it. */
  readonly value: Scalar;
  readonly kind: LookupRowKind;
  /** The value in words, plain text: `Yes`, `Active`, `1 September 2025`. */
  readonly text: string;
}

/** A link of the customer's own JSON. */
export interface LookupLink {
  readonly label: string;
  /** `http` or `https`. */
  readonly url: string;
  /** To be shown beside it, in ASCII: nobody is fooled by letters that look alike. */
  readonly host: string;
}

/** Why the model gave nothing. */
export type LookupModelFailure =
  | 'model_settings_invalid'
  | 'model_unavailable'
  | 'model_unauthorised'
  | 'model_request_refused'
  | 'model_rate_limited'
  | 'model_timeout'
  | 'model_aborted'
  | 'model_input_too_large'
  | 'model_output_invalid'
  | 'model_output_cut';

/** Why there is no identifier; no call was made. */
export type NoIdentifierReason =
  /** No model is configured, and the plain reader doesn't understand the owner's instruction. */
  | 'instruction_unclear'
  /** The mail holds nothing of what the instruction describes. */
  | 'not_found'
  /** What was read stands neither in the mail nor among the verified contact's own identifiers. */
  | 'not_in_mail'
  | LookupModelFailure;

/** Which rule of the contract the endpoint broke, or what kept the desk from asking it. */
export type FetchErrorReason =
  | 'timeout'
  | 'unreachable'
  | 'certificate_invalid'
  /** The host is, or resolves to, an address that is not public. */
  | 'address_not_public'
  /** The URL is no longer one that may be called. */
  | 'url_refused'
  | 'redirect'
  /** No 2xx; `http_status` says which. */
  | 'status'
  | 'wrong_type'
  | 'too_large'
  | 'not_json'
  | 'not_an_object'
  /** The endpoint broke HTTP itself. */
  | 'answer_invalid';

/** Why no lookup runs. */
export type DisabledReason = 'not_enabled' | 'not_in_plan' | 'settings_incomplete';

/** What says more than the status; `null` where there is nothing more to say. */
export type LookupReason = NoIdentifierReason | FetchErrorReason | DisabledReason | 'credits_exhausted' | 'internal';

/** The request as it was sent, with every secret masked. */
export interface SentRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string | null;
}

/** Whole milliseconds; `null` for a step that was not reached. */
export interface LookupTiming {
  readonly extract_ms: number | null;
  readonly fetch_ms: number | null;
  readonly summarise_ms: number | null;
  readonly total_ms: number;
}

/** One run, as it is stored on the ticket. */
export interface LookupResult {
  readonly status: LookupStatus;
  readonly reason: LookupReason | null;
  /** ISO 8601, UTC: when the run began. */
  readonly at: string;
  readonly identifier: string | null;
  /** Who read the identifier. */
  readonly reader: LookupReader | null;
  /**
   * Whether the identifier is one of the sender's own verified ones. Otherwise the facts carry a warning, and no
   * automatic answer may use them.
   */
  readonly confirmed_for_sender: boolean;
  /** With `ok`: the endpoint answered `{}`, so it knows nobody by this identifier. */
  readonly is_empty: boolean;
  /** The answer's `type`, in words: `Customer`. */
  readonly heading: string | null;
  readonly rows: readonly LookupRow[];
  /** Who chose and worded the rows. */
  readonly rows_by: LookupReader | null;
  /** What the owner asked to see and the answer has no field for; told only of plain rows. */
  readonly not_found: readonly string[];
  readonly links: readonly LookupLink[];
  /** A sentence or two of plain text, by the model. */
  readonly summary: string | null;
  /** Why the model wrote no summary though there is a model; the rows are plain ones then. */
  readonly summary_failure: LookupModelFailure | 'credits_exhausted' | 'internal' | null;
  readonly http_status: number | null;
  /** Size of the answer's body, decoded; of one that was too large, what it announced or what had come by then. */
  readonly bytes: number | null;
  readonly timing: LookupTiming;
  /** `null` when no call was made, and on a ticket: how the connection is set up is for the owner's test panel alone. */
  readonly request: SentRequest | null;
  /** Where the answer has a value, shown or not, as {@link LookupRow.path}; absent without an answer, and on a ticket. */
  readonly paths?: readonly string[];
}

/** What became of a fact between two runs. */
export interface LookupChange {
  readonly path: string;
  readonly label: string;
  readonly what: 'added' | 'removed' | 'changed';
  /** `null` for an added one. */
  readonly before: Pick<LookupRow, 'value' | 'text'> | null;
  /** `null` for a removed one. */
  readonly after: Pick<LookupRow, 'value' | 'text'> | null;
}

/** The settings as the owner sees them. The token is write-only. */
export interface LookupSettings {
  readonly enabled: boolean;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** The query's parameter or the body's key. */
  readonly parameter: string;
  /** A token is stored; nobody sees it again. */
  readonly token_configured: boolean;
  /** "How to identify the customer". */
  readonly identify: string;
  /** "What to show in the sidebar". */
  readonly show: string;
}

/** A change of the settings: what is absent stays. A blank secret keeps the stored one. */
export interface LookupSettingsChange extends Partial<Omit<LookupSettings, 'token_configured'>> {
  /** A new one becomes current; the one before stays stored as the previous. */
  readonly token?: string;
  /** 64 hex characters, as `convot keygen` makes them. A new one becomes current; the one before signs on beside it. */
  readonly signing_secret?: string;
  readonly exclude_unconfirmed?: boolean;
}

/** The two secrets of a lookup. Both are write-only. */
export type LookupSecretKind = 'token' | 'signing_secret';

/** What an owner may know of a stored secret. `null`: there is none. */
export interface LookupSecretState {
  /** ISO 8601, UTC: when it was entered. */
  readonly current: string | null;
  readonly previous: string | null;
}

/**
 * All of these are the owner's alone.
 *
 * - `GET /api/apps/:id/lookup` answers this.
 * - `PUT /api/apps/:id/lookup` takes a {@link LookupSettingsChange} and answers this. A wrong field is a 400
 *   `request_invalid` with the {@link LookupFault}s as `faults` beside `error`; nothing is stored then.
 * - `POST /api/apps/:id/lookup/token/restore` exchanges the current token and the previous one, for a rotation that went wrong.
 * - `DELETE /api/apps/:id/lookup/:kind/previous` forgets the previous secret of a kind.
 * - `DELETE /api/apps/:id/lookup/:kind` forgets both. All three answer this.
 */
export interface LookupSettingsPage extends LookupSettings {
  /** Facts that are not confirmed for their ticket's sender stay out of the agent's draft. */
  readonly exclude_unconfirmed: boolean;
  readonly token: LookupSecretState;
  /** With one the requests are signed; with two each carries both signatures. */
  readonly signing_secret: LookupSecretState;
  /** What must be filled in before a lookup can run. */
  readonly missing: readonly LookupFault[];
  /** What the plain reader makes of `identify`. */
  readonly reading: InstructionReading;
  /** Whether the organisation's plan has Customer Context. */
  readonly is_in_plan: boolean;
  /** The configured model; `null`: the plain reader is alone. */
  readonly model: ModelLabel | null;
  /** A development desk, which may call its own machine. */
  readonly allows_loopback: boolean;
  /** ISO 8601, UTC; `null` when nothing was ever set. */
  readonly updated_at: string | null;
}

/** `POST /api/apps/:id/lookup/test` (owner): a sample mail. The stored settings are used, whether enabled or not. */
export interface LookupSample {
  /** At most 1,000 characters. */
  readonly subject: string;
  /** At most 20,000 characters. */
  readonly body: string;
  /** As if it came from here, unproven. */
  readonly sender_email?: string;
}

/** One full cycle on a sample. Nothing of it is stored but the credits. */
export interface LookupTest {
  readonly result: LookupResult;
  readonly reading: InstructionReading;
  /** The call itself, as the desk's way out saw it; `null` when none was made. */
  readonly call: LookupCall | null;
  readonly credits: LookupTestCredits;
}

/** `ok` or where and why a call ended. */
export interface LookupCall {
  readonly code: OutgoingCode | null;
  readonly step: OutgoingStep | null;
  /** A word that says more: the special network, the system's error code, the header's name. */
  readonly detail: string | null;
  readonly timing: OutgoingTiming;
}

/** What a test cost, in credits, rounded to hundredths. */
export interface LookupTestCredits {
  readonly used: number;
  readonly left: number;
}

/** Why a run was made: a ticket came, or an agent asked for fresh facts. */
export type LookupTrigger = 'new_ticket' | 'refresh';

export type LookupRunState = 'waiting' | 'running' | 'finished';

/** One run of a ticket. */
export interface LookupRun {
  readonly id: string;
  readonly trigger: LookupTrigger;
  readonly state: LookupRunState;
  /** The name of the agent who asked for it. */
  readonly started_by: string | null;
  readonly created_at: string;
  /** ISO 8601, UTC; with `finished`. Its age is counted from here. */
  readonly finished_at: string | null;
  /** With `finished`. */
  readonly result: LookupResult | null;
  /** What became of the facts since the last `ok` run before; empty for the first one and for any that isn't `ok`. */
  readonly changes: readonly LookupChange[];
}

/**
 * `GET /api/tickets/:id/lookup`. `POST /api/tickets/:id/lookup/refresh` starts a run by hand and answers the same with
 * 202. It is refused with 429 `too_many_requests`, reason `refresh_too_soon` and a `Retry-After`, less than 10 s after
 * the last run began; while one is under way, it answers that one.
 */
export interface TicketLookup {
  /** The last finished run. */
  readonly latest: LookupRun | null;
  /** The one under way. */
  readonly pending: LookupRun | null;
  /** The last 20 runs, newest first. */
  readonly history: readonly LookupRun[];
  /** ISO 8601, UTC: when a refresh is taken again; in the past when it is now. */
  readonly refresh_from: string | null;
}

/** What is wrong with a field. */
export type LookupFieldFault =
  | 'missing'
  | 'too_long'
  | 'not_a_choice'
  | 'not_a_url'
  | 'not_https'
  | 'has_credentials'
  | 'has_fragment'
  /** The URL's query already has the identifier's parameter. */
  | 'has_parameter'
  /** Characters that a parameter's name or a bearer token can't have. */
  | 'characters'
  /** A signing secret of another length, or not in hex. */
  | 'not_64_hex';

/** One wrong field of the settings. */
export interface LookupFault {
  readonly field: keyof LookupSettings | LookupSecretKind;
  readonly fault: LookupFieldFault;
}

/** The shape of an identifier, where the owner's instruction names one. Lengths in characters. */
export type IdentifierShape =
  /** Digits, perhaps behind a short word, as `ORD-1042`. */
  | { readonly kind: 'number' }
  | { readonly kind: 'digits'; readonly min: number; readonly max: number }
  | { readonly kind: 'alphanumeric'; readonly min: number; readonly max: number }
  | { readonly kind: 'email' }
  | { readonly kind: 'uuid' }
  | { readonly kind: 'pattern'; readonly source: string; readonly ignoreCase: boolean };

/** Where to look. */
export type MailPart = 'subject' | 'body' | 'mail';

/** One way to find the identifier, as the plain reader understood it; ways are tried in order. */
export interface PlainRule {
  /** `mail`: subject and body. `sender_email`, `sender_id`: not from the text, but who sent it. */
  readonly from: MailPart | 'sender_email' | 'sender_id';
  /** Only in a mail that holds this text. */
  readonly when: { readonly contains: string; readonly in: MailPart } | null;
  /** The value follows one of these labels; empty: it may stand anywhere. */
  readonly after: readonly string[];
  /** The value begins with one of these; in the order of preference. */
  readonly prefixes: readonly string[];
  readonly shape: IdentifierShape | null;
}

/** What the plain reader made of the owner's instruction; shown beside the field. */
export type InstructionReading =
  | { readonly understood: true; readonly rules: readonly PlainRule[] }
  | {
      readonly understood: false;
      /** `unknown_words`: those of `detail`. `nothing_to_look_for`: no label, prefix, shape or kind of number is named. */
      readonly reason: 'empty' | 'too_long' | 'unknown_words' | 'nothing_to_look_for' | 'pattern_unsupported';
      /** Words of the instruction itself. */
      readonly detail: string | null;
    };
