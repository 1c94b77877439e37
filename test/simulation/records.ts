import type { Claim, Settlement } from '../../src/index.js';
import type { Application } from './model-desk.js';
import type { Page } from './page.js';
import type { Human, ProofKind } from './people.js';

/** What the oracle knows of one call of `identify()` with data. */
export interface PatchRecord {
  /** Its place among all calls of the run; its patch holds the key {@link markOf} this. */
  readonly order: number;
  readonly page: Page;
  /** Which client of the page: one page may destroy its client and make another. */
  readonly client: number;
  readonly claim: Claim | null;
  /** The claim that its page last named before, its own included, as text. */
  readonly effective: string | null;
  /** `nameOf` the claim's person. */
  readonly person: string | null;
  readonly human: Human | null;
  readonly proof: ProofKind;
  readonly calledAt: number;
  /** The earliest that the device's clock may have shown when it was queued, in milliseconds since 1970. */
  deviceAt: number;
  stored: 'queued' | 'held' | 'none' | null;
  disk: 'never' | 'there' | 'gone';
  /** Whether it was too old by the device's clock when it left the disk. */
  wasOld: boolean;
  /** When its first request left the page. */
  sentAt: number | null;
  readonly applied: Application[];
  end: Settlement | null;
}

/** The key by which a patch is known again wherever it turns up. */
export const markOf = (order: number) => `mark${order}`;

/** Each mark in a text of JSON. */
export function marksIn(text: string): Set<number> {
  return new Set([...text.matchAll(/"mark(\d+)":/g)].map(([, order]) => Number(order)));
}

/** The key that every patch holds, with its own order as the value: it shows which patch won. */
export const SHARED_KEY = 'shared';

/** A key that every third patch clears. */
export const CLEARED_KEY = 'cleared';

/** Something after which patches may go without having been applied. */
export interface Cause {
  readonly kind: 'reset' | 'loggedOut' | 'named' | 'claimRefused' | 'tokenRefused';
  readonly page: Page;
  readonly from: number;
  /** Patches given after this are not concerned. */
  to: number;
  /** Of `named`: who stays. */
  readonly person?: string;
  /** Of `named`: by a token, after somebody else. Only the desk knows whether a claim that waits is the same person's. */
  readonly isSwitchByToken?: boolean;
  /** Of `claimRefused`. */
  readonly claim?: string;
}

/** What a page was told, and said itself, in order; for patches without a claim. */
export interface PageEvent {
  readonly kind: 'claim' | 'token' | 'reset' | 'restored';
  readonly at: number;
  /** It came before the patch of this order. */
  readonly before: number;
  readonly human?: Human;
  readonly person?: string;
  /** As text. */
  readonly claim?: string;
}
