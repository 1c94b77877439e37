import { asConvotError, type ErrorCode } from 'convot/protocol';
import type { AssistBasis, SuggestionEvent, SuggestionWish } from '../../wire/assist.js';

/** A draft of the AI: text that nobody has sent. */
export interface AiDraft {
  readonly text: string;
  readonly basis: AssistBasis | null;
  readonly ending: 'complete' | 'length' | 'filtered' | 'cut';
  readonly removedLinks: number;
}

/** Why there is no new draft: as the desk told it, or why it couldn't be asked. */
export type SuggestionFailure =
  | Omit<Extract<SuggestionEvent, { type: 'failed' }>, 'type'>
  | { readonly status: 'refused'; readonly code: ErrorCode };

/** What there is of a ticket's suggestion. */
export interface Suggestion {
  /** `waiting`: for the ticket's lookup. */
  readonly phase: 'none' | 'waiting' | 'writing' | 'ready';
  /** What is shown: the finished draft, or as much as has come. */
  readonly draft: AiDraft;
  /** The last wish failed; the draft before it is still there, if there was one. */
  readonly failure: SuggestionFailure | null;
  /** What can be asked for again after a failure. */
  readonly wish: SuggestionWish;
  /** A draft was put into the composer: what stood there, and the text that stands there now. */
  readonly taken: { readonly before: string; readonly text: string } | null;
}

const BLANK: AiDraft = { text: '', basis: null, ending: 'complete', removedLinks: 0 };
const NONE: Suggestion = { phase: 'none', draft: BLANK, failure: null, wish: { what: 'suggest' }, taken: null };

/** Asks the desk; ends when the signal aborts. */
export type AskForSuggestion = (
  ticket: string,
  wish: SuggestionWish,
  signal: AbortSignal,
) => AsyncIterable<SuggestionEvent>;

/**
 * The AI's drafts by ticket, in this page's memory: walking through the list loses none. None of them is ever sent from
 * here; an agent takes one over into the composer.
 *
 * ```
 * none ──wish──► (waiting ──►) writing ──done──► ready ──use──► none, taken ──undo──► ready
 *   ▲               │ failed, stop: the draft before is back; without one, what had come stays
 *   └──discard──────┘
 * ```
 */
export class Suggestions {
  readonly #ask: AskForSuggestion;
  readonly #entries = new Map<string, Suggestion>();
  readonly #running = new Map<string, Run>();
  readonly #listeners = new Set<() => void>();

  constructor(ask: AskForSuggestion) {
    this.#ask = ask;
  }

  of(ticket: string): Suggestion {
    return this.#entries.get(ticket) ?? NONE;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Asks for a draft. One that is being written ends. */
  async wish(ticket: string, wish: SuggestionWish): Promise<void> {
    this.stop(ticket);
    const { phase, draft } = this.of(ticket);
    const run: Run = { leaving: new AbortController(), former: phase === 'ready' ? draft : null };
    this.#running.set(ticket, run);
    this.#set(ticket, { phase: 'writing', draft: BLANK, failure: null, wish, taken: null });
    const failure = await this.#hear(ticket, wish, run);
    // What was stopped has been put in order by whoever stopped it.
    if (this.#running.get(ticket) !== run) return;
    if (failure) this.#giveUp(ticket, run, failure);
    else this.#end(ticket, { phase: 'ready' });
  }

  /** Ends what is being written. */
  stop(ticket: string): void {
    const run = this.#running.get(ticket);
    if (run) this.#giveUp(ticket, run, null);
  }

  /** Forgets the draft, and what went wrong. */
  discard(ticket: string): void {
    this.stop(ticket);
    this.#set(ticket, NONE);
  }

  /** Takes the draft over. @param before - what stands in the composer. @returns what will stand there */
  use(ticket: string, before: string): string {
    const text = this.of(ticket).draft.text.trim();
    this.#set(ticket, { phase: 'none', failure: null, taken: { before, text } });
    return text;
  }

  /** Undoes {@link use}. @returns what stood in the composer before */
  undo(ticket: string): string {
    const { taken } = this.of(ticket);
    this.#set(ticket, { phase: 'ready', taken: null });
    return taken?.before ?? '';
  }

  /** What was taken over has left the composer. */
  letGo(ticket: string): void {
    if (this.of(ticket).taken) this.#set(ticket, { taken: null });
  }

  /** Ends all that is being written: somebody signs out. */
  close(): void {
    for (const ticket of [...this.#running.keys()]) this.stop(ticket);
  }

  /** @returns why it failed; `null` when the draft is whole */
  async #hear(ticket: string, wish: SuggestionWish, run: Run): Promise<SuggestionFailure | null> {
    const { signal } = run.leaving;
    try {
      for await (const event of this.#ask(ticket, wish, signal)) {
        if (signal.aborted) return null;
        if (event.type === 'failed') return { status: event.status, reason: event.reason };
        this.#set(ticket, afterEvent(this.of(ticket), event));
        if (event.type === 'done') return null;
      }
      return { status: 'model_failed', reason: 'model_output_cut' };
    } catch (error) {
      return { status: 'refused', code: asConvotError(error, 'offline').code };
    }
  }

  /** The draft before is back; without one, what had come stays, marked as cut. */
  #giveUp(ticket: string, run: Run, failure: SuggestionFailure | null): void {
    run.leaving.abort();
    const { draft } = this.of(ticket);
    if (run.former) this.#end(ticket, { phase: 'ready', draft: run.former, failure });
    else if (draft.text.trim() === '') this.#end(ticket, { phase: 'none', draft: BLANK, failure });
    else this.#end(ticket, { phase: 'ready', draft: { ...draft, ending: 'cut' }, failure });
  }

  #end(ticket: string, change: Partial<Suggestion>): void {
    this.#running.delete(ticket);
    this.#set(ticket, change);
  }

  #set(ticket: string, change: Partial<Suggestion>): void {
    this.#entries.set(ticket, { ...this.of(ticket), ...change });
    for (const listener of this.#listeners) listener();
  }
}

/** A draft that is being written, and the one that it would replace. */
interface Run {
  readonly leaving: AbortController;
  readonly former: AiDraft | null;
}

function afterEvent(
  { draft }: Suggestion,
  event: Exclude<SuggestionEvent, { type: 'failed' }>,
): Pick<Suggestion, 'phase' | 'draft'> {
  switch (event.type) {
    case 'waiting':
      return { phase: 'waiting', draft };
    case 'started':
      return { phase: 'writing', draft: { ...draft, basis: event.basis } };
    case 'text':
      return { phase: 'writing', draft: { ...draft, text: draft.text + event.text } };
    case 'done':
      return { phase: 'writing', draft: { ...draft, ending: event.ending, removedLinks: event.removed_links } };
  }
}
