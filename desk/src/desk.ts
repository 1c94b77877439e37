import type { EmailListenerState } from '../wire/emails.js';
import type { Db } from './database/index.js';
import type { EmailSender } from './email/index.js';
import type { Bus } from './events/bus.js';
import type { Model } from './model/index.js';
import type { Connector, Reach } from './outgoing/index.js';
import type { Vault } from './vault/index.js';

/** The parts that the desk's rooms work with. A room takes the ones it needs: `Pick<Desk, 'db' | 'clock'>`. */
export interface Desk {
  readonly db: Db;
  readonly vault: Vault;
  readonly bus: Bus;
  /** The time. Tests set it; nothing else in the desk asks for it. */
  readonly clock: () => Date;
  /** The way out for what owners and customers enter. */
  readonly connector: Connector;
  /** Whom {@link Desk.connector} may call. */
  readonly reach: Exclude<Reach, 'anywhere'>;
  /** The language model; `null` when none is configured. */
  readonly model: Model | null;
  /** The ways of email; `null` for one that the operator has not set up. */
  readonly mail: { readonly sender: EmailSender | null; readonly listener: () => EmailListenerState | null };
  /** Rung after a transaction that added a job. A desk without workers of its own leaves its jobs to another one's. */
  readonly jobs: { wake(): void };
  /** Writes one line for the operator. Never a secret, a token or a person's data. */
  readonly log: (line: string) => void;
}
