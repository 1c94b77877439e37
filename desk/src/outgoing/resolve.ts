import { lookup, Resolver } from 'node:dns/promises';
import { addressKind } from './addresses.js';
import { within } from './deadline.js';
import { OutgoingFault, systemCode } from './fault.js';
import { DNS_OTHER_FAMILY_MS, DNS_TRIES, DNS_TRY_MS } from './limits.js';
import { isLoopbackName } from './names.js';
import type { Reach } from './reach.js';
import { judgeKind, type Target } from './target.js';

/** Asks for every address of a name. Rejects with an error of the system. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks the name servers themselves, for IPv4 and IPv6 at once. Not the system's `getaddrinfo`: it can't be cancelled, so
 * that a few names with slow servers would hold the few threads that it has, and it appends search domains.
 *
 * @param servers - as `127.0.0.1:5353`. @default those of the system
 */
export function resolveByDns(servers?: readonly string[]): Resolve {
  return async (host, signal) => {
    const resolver = new Resolver({ timeout: DNS_TRY_MS, tries: DNS_TRIES });
    if (servers) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    let patience: ReturnType<typeof setTimeout> | undefined;
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const families = [resolver.resolve4(host), resolver.resolve6(host)];
      const start = () => {
        patience = setTimeout(cancel, DNS_OTHER_FAMILY_MS);
      };
      Promise.any(families).then(start, () => undefined);
      return addressesIn(await Promise.allSettled(families));
    } finally {
      clearTimeout(patience);
      signal.removeEventListener('abort', cancel);
    }
  };
}

/** One family is enough. That there is no address of one says less than what went wrong with the other. */
function addressesIn(answers: readonly PromiseSettledResult<string[]>[]): readonly string[] {
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (addresses.length > 0) return addresses;
  const reasons = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  throw reasons.find((reason) => systemCode(reason) !== 'ENODATA') ?? reasons[0];
}

/** Asks the system, which knows the hosts file and a container network's names: for what the operator configured. */
export const resolveBySystem: Resolve = async (host) => {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
};

/**
 * The addresses of a target, every one of them judged. They are resolved once; the connection is opened to one of these
 * and to no name, so that a second answer of the name server changes nothing.
 *
 * @throws OutgoingFault `dns_failed`, `host_not_public`; also when only one of many addresses may not be reached
 */
export async function addressesOf(
  { host, isAddress }: Target,
  reach: Reach,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (isAddress) return [host];
  if (isLoopbackName(host) && reach === 'public_or_loopback') return ['127.0.0.1', '::1'];
  const addresses = await ask(host, resolve, signal);
  const kinds = new Set(addresses.map(addressKind));
  for (const kind of kinds) {
    if (kind === null) throw new OutgoingFault('dns_failed', { detail: 'no_address' });
    judgeKind(kind, reach);
  }
  // A name that is both on the internet and on this machine means neither.
  if (kinds.size > 1 && reach !== 'anywhere') throw new OutgoingFault('host_not_public', { detail: 'mixed' });
  return addresses;
}

async function ask(host: string, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> {
  let addresses: readonly string[];
  try {
    addresses = await within(signal, resolve(host, signal));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new OutgoingFault('dns_failed', { detail: systemCode(error) });
  }
  if (addresses.length === 0) throw new OutgoingFault('dns_failed', { detail: 'no_address' });
  return addresses;
}
