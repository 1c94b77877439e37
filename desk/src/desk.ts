import type { Db } from './database/index.js';
import type { Bus } from './events/bus.js';
import type { Vault } from './vault/index.js';

/** The parts that the desk's rooms work with. A room takes the ones it needs: `Pick<Desk, 'db' | 'clock'>`. */
export interface Desk {
  readonly db: Db;
  readonly vault: Vault;
  readonly bus: Bus;
  /** The time. Tests set it; nothing else in the desk asks for it. */
  readonly clock: () => Date;
  /** Writes one line for the operator. Never a secret, a token or a person's data. */
  readonly log: (line: string) => void;
}
