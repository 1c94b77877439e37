import type { AddressKind } from './addresses.js';

/**
 * Whom a connector may call.
 *
 * - `public`: `https:` on the public internet. What owners and customers enter goes through this one.
 * - `public_or_loopback`: for development, also this machine, and there `http:` too. Nothing else.
 * - `anywhere`: any host, also by `http:`. Only for addresses that the operator wrote into the environment (`MODEL_URL`).
 */
export type Reach = 'public' | 'public_or_loopback' | 'anywhere';

/** Whether a connection to such an address may be opened. */
export function mayReach(reach: Reach, kind: AddressKind): boolean {
  if (reach === 'anywhere') return true;
  return kind === 'public' || (kind === 'loopback' && reach === 'public_or_loopback');
}

/** The variable that lets a desk call its own machine. */
const ALLOW_LOOPBACK = 'CONVOT_ALLOW_LOOPBACK';

/**
 * The reach for what owners enter, by the environment: `public`, unless `CONVOT_ALLOW_LOOPBACK` is `1`. Then every start
 * says so, in capitals.
 */
export function reachByEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): Exclude<Reach, 'anywhere'> {
  const value = env[ALLOW_LOOPBACK] ?? '';
  if (value === '1') {
    log(`WARNING: ${ALLOW_LOOPBACK}=1. THE DESK MAY CALL THIS MACHINE, BY PLAIN HTTP TOO. For development only.`);
    return 'public_or_loopback';
  }
  if (value !== '' && value !== '0') log(`${ALLOW_LOOPBACK} is neither 0 nor 1: the desk calls no loopback address.`);
  return 'public';
}
