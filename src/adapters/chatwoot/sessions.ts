import { ConvotError, type SessionOrigin, type Trust } from '../../protocol/index.js';
import { plainJson } from './json.js';

/**
 * What a credential holds. Chatwoot has no sessions, so everything that makes one is in it: `source` names the
 * contact's seat in the inbox and is all that the API asks for, `pubsub` opens its events.
 */
export interface Held {
  readonly source: string;
  readonly pubsub: string;
  readonly handle: string;
  readonly trust: Trust;
  readonly origin: SessionOrigin;
}

/** A contact as the API answers it; of the person's own fields nothing is read. */
export interface Contact {
  readonly id: number;
  readonly source_id: string;
  readonly pubsub_token: string;
}

/** The proof of an identifier, as Chatwoot's API takes it. */
export interface ContactProof {
  readonly identifier: string;
  readonly identifier_hash: string;
}

/** The seat that a contact was given. */
export function seatOf({ source_id, pubsub_token }: Contact, named: Pick<Held, 'handle' | 'trust' | 'origin'>): Held {
  return { source: source_id, pubsub: pubsub_token, ...named };
}

/** The seat in the API's paths. */
export function contactPath({ source }: Held): string {
  return `/contacts/${encodeURIComponent(source)}`;
}

const FIELDS = ['source', 'pubsub', 'handle', 'trust', 'origin'] as const satisfies readonly (keyof Held)[];

/** The sessions of one adapter: which have ended in this page, and which proofs were given in it. */
export class Sessions {
  readonly #ends = new Map<string, AbortController>();
  readonly #proofs = new Map<string, ContactProof>();

  /** The credential of a seat, opaque to everybody else. */
  write(held: Held): string {
    return plainJson(held);
  }

  /** @throws ConvotError `session_ended`, also for what is no credential of ours. */
  read(credential: string): Held {
    const held = this.ended(credential).aborted ? null : parse(credential);
    if (!held) throw new ConvotError('session_ended');
    return held;
  }

  /** Chatwoot can't revoke: from now on this adapter alone refuses the credential. */
  end(credential: string): void {
    const held = parse(credential);
    if (held) this.#proofs.delete(held.source);
    this.#endOf(credential).abort();
  }

  /** Aborted once the session has ended here. */
  ended(credential: string): AbortSignal {
    return this.#endOf(credential).signal;
  }

  /** An inbox that enforces identity validation asks for the proof with every change; it is never put on disk. */
  keepProof({ source }: Held, proof: ContactProof): void {
    this.#proofs.set(source, proof);
  }

  proofOf({ source }: Held): ContactProof | undefined {
    return this.#proofs.get(source);
  }

  #endOf(credential: string): AbortController {
    const end = this.#ends.get(credential) ?? new AbortController();
    this.#ends.set(credential, end);
    return end;
  }
}

function parse(credential: string): Held | null {
  try {
    const held: Held = JSON.parse(credential);
    return FIELDS.every((field) => typeof held[field] === 'string') ? held : null;
  } catch {
    return null;
  }
}
