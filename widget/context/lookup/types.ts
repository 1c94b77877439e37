/**
 * What `<convot-context>` shows of a lookup: a desk asked the customer's own backend about one ticket's sender.
 * Plain data, so that any desk can set it; the reference desk's own results fit as they are.
 */

/** How a run ended. */
export type ContextLookupStatus = 'ok' | 'no_identifier' | 'fetch_error' | 'skipped_credits' | 'disabled';

/** One labelled fact of the backend's answer. */
export interface ContextLookupRow {
  readonly label: string;
  /** Where the value stands in the answer: a JSON Pointer (RFC 6901), as `/plan/name`. */
  readonly path: string;
  /** As the backend answered it. */
  readonly value: string | number | boolean | null;
  /** The value in words, plain text. */
  readonly text: string;
}

/** A link of the backend's answer. Anything but `http` and `https` is not shown. */
export interface ContextLookupLink {
  readonly label: string;
  readonly url: string;
}

/** One run. */
export interface ContextLookupRun {
  readonly status: ContextLookupStatus;
  /** A code that says more, as `timeout`; one that this version doesn't know is passed over. */
  readonly reason: string | null;
  /** ISO 8601: when the run began. */
  readonly at: string;
  readonly identifier: string | null;
  /** Who found the identifier in the text: the desk's own rules, or a language model. */
  readonly reader: 'plain' | 'model' | null;
  /** Whether the identifier is one of the sender's own verified ones. Otherwise the facts carry a warning. */
  readonly confirmed_for_sender: boolean;
  /** With `ok`: the backend answered `{}`. */
  readonly is_empty: boolean;
  /** What kind of thing was found, as `Customer`. */
  readonly heading: string | null;
  readonly rows: readonly ContextLookupRow[];
  /** What was asked for and is not in the answer. */
  readonly not_found: readonly string[];
  readonly links: readonly ContextLookupLink[];
  /** A sentence or two of plain text. */
  readonly summary: string | null;
  /** Why there is no summary though there could be: a code. */
  readonly summary_failure: string | null;
  readonly http_status: number | null;
  /** `total_ms`: whole milliseconds. */
  readonly timing: { readonly total_ms: number };
}

/** What became of a fact since the run before. */
export interface ContextLookupChange {
  readonly path: string;
  readonly label: string;
  readonly what: 'added' | 'removed' | 'changed';
  readonly before: { readonly text: string } | null;
  readonly after: { readonly text: string } | null;
}

/** A ticket's lookup as the element shows it. */
export interface ContextLookup {
  /** The latest finished run; `null` when there is none. */
  readonly run: ContextLookupRun | null;
  /** Whether a run is under way. @defaultValue false */
  readonly is_running?: boolean;
  /** Since the run before. @defaultValue none */
  readonly changes?: readonly ContextLookupChange[];
  /** Earlier runs, newest first. @defaultValue none */
  readonly history?: readonly ContextLookupRun[];
  /** What its reader can do about the status: a sentence of the desk's own. @defaultValue none */
  readonly remedy?: string | null;
  /**
   * From when on the element offers a new run, ISO 8601; it then fires `lookuprefresh`. `null`: no button.
   * @defaultValue null
   */
  readonly refresh_from?: string | null;
  /** Why the last press of the button did nothing: a sentence of the desk's own. @defaultValue none */
  readonly refresh_failure?: string | null;
}
