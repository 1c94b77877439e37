import type { ZodType } from 'zod';
import type { AsData } from './fence.js';

/** What one call cost, in tokens as the server counted them. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The server didn't say (or broke off before it could), so the tokens are guessed from the texts' lengths. */
  readonly isEstimated: boolean;
}

/**
 * Counts what a call cost: called once for each answer of the server, also for one that was unusable or given up half
 * way, before the door returns. What it throws reaches the caller as it is.
 */
export type Spend = (usage: Usage) => void | Promise<void>;

interface Call {
  /** What the model is to do: the desk's own words and the owner's instructions. No data. */
  readonly system: string;
  /**
   * Writes the prompt. Every value that somebody else wrote goes through `asData`, which fences it; the model is
   * told that what stands inside the fence is data and never an order.
   */
  readonly prompt: (asData: AsData) => string;
  readonly spend: Spend;
  /** Gives the call up. */
  readonly signal?: AbortSignal | undefined;
  /** How long the whole call may take, the second attempt included, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Longest answer, in tokens. @defaultValue 4,096 */
  readonly answerTokens?: number | undefined;
}

/** Asks for an object of a schema. */
export interface StructuredCall<T> extends Call {
  /**
   * The object's shape. Write it so that OpenAI's strict mode takes it: every field required (`nullable`, not
   * `optional`), no lengths or patterns; check those in code.
   */
  readonly schema: ZodType<T>;
  /** The schema's name for the server: letters, digits, `_` and `-`. */
  readonly name: string;
}

/** An object that the model wrote. It fits the schema; nothing else is known of it. */
export interface StructuredAnswer<T> {
  readonly value: T;
  /** All calls together. */
  readonly usage: Usage;
  /** `fence`: text around the JSON was cut off. `asked_again`: the model's second answer. */
  readonly repair: 'none' | 'fence' | 'asked_again';
}

/** Asks for plain text. */
export interface TextCall extends Call {
  /** The longest silence between two pieces, in milliseconds. */
  readonly idleMs?: number | undefined;
}

/** A call whose longest answer has been decided. */
export type Limited<C> = C & { readonly answerTokens: number };

/** How a text ended. */
export interface TextEnd {
  readonly usage: Usage;
  /** `length`: the longest answer was reached. `filtered`: the server held the rest back. */
  readonly ending: 'complete' | 'length' | 'filtered';
}

/** The one door to a language model. */
export interface Model {
  /** As the server knows it. */
  readonly name: string;
  /** The server's host, for the owner's eyes. */
  readonly host: string;
  /**
   * Asks for an object. An answer that doesn't fit gets one repair attempt.
   *
   * @throws ModelError
   */
  structured<T>(call: StructuredCall<T>): Promise<StructuredAnswer<T>>;
  /**
   * Streams plain text, piece by piece. Whoever stops reading ends the call. Pieces that came before an error were
   * real: a text that breaks off throws `model_output_cut` after them.
   *
   * @throws ModelError while it is read
   */
  stream(call: TextCall): AsyncGenerator<string, TextEnd, void>;
}
