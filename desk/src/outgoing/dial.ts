import { once } from 'node:events';
import { connect as connectTcp, isIPv6, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { addressKind, sameAddress } from './addresses.js';
import { OutgoingFault, systemCode } from './fault.js';
import { CONNECT_ADDRESSES_MAX, CONNECT_ATTEMPT_MS } from './limits.js';
import type { Reach } from './reach.js';
import { judgeKind, type Target } from './target.js';

/** Opens a connection to an IP address; no name ever gets here. */
export type Connect = (to: { readonly address: string; readonly port: number }) => Socket;

export const connectByTcp: Connect = ({ address, port }) => connectTcp({ host: address, port });

/**
 * Opens a new connection to one of a host's addresses, trying a few of them in turn.
 *
 * @throws OutgoingFault `connect_failed`, `host_not_public`, and what the signal was aborted with
 */
export async function dial(
  addresses: readonly string[],
  port: number,
  { reach, connect, signal }: { readonly reach: Reach; readonly connect: Connect; readonly signal: AbortSignal },
): Promise<Socket> {
  // IPv4 first: many servers have IPv6 addresses and no route.
  const inTurn = [...new Set(addresses)].sort((one, other) => Number(isIPv6(one)) - Number(isIPv6(other)));
  const tried = inTurn.slice(0, CONNECT_ADDRESSES_MAX);
  for (const address of tried) {
    const isLast = address === tried.at(-1);
    const patience = isLast ? signal : AbortSignal.any([signal, AbortSignal.timeout(CONNECT_ATTEMPT_MS)]);
    try {
      return await dialOne({ address, port }, reach, connect, patience);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (isLast || !(error instanceof OutgoingFault) || error.code !== 'connect_failed') throw error;
    }
  }
  throw new OutgoingFault('connect_failed', { detail: 'no_address' });
}

/** The one place that opens connections: judged right before, and the peer again before the first byte is sent. */
async function dialOne(to: Parameters<Connect>[0], reach: Reach, connect: Connect, signal: AbortSignal) {
  judgeAddress(to.address, reach);
  const socket = connect(to);
  // A socket may fail at any time, also when nobody waits for it any more.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    socket.destroy();
    throw new OutgoingFault('connect_failed', { detail: signal.aborted ? 'ETIMEDOUT' : systemCode(error) });
  }
  try {
    judgePeer(socket.remoteAddress, to.address, reach);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket;
}

function judgeAddress(address: string, reach: Reach): void {
  const kind = addressKind(address);
  if (kind === null) throw new OutgoingFault('host_not_public', { detail: 'no_address' });
  judgeKind(kind, reach);
}

function judgePeer(peer: string | undefined, dialled: string, reach: Reach): void {
  if (peer === undefined) throw new OutgoingFault('connect_failed', { detail: 'closed' });
  judgeAddress(peer, reach);
  if (!sameAddress(peer, dialled)) throw new OutgoingFault('host_not_public', { detail: 'other_peer' });
}

/**
 * Speaks TLS over a connection: 1.2 or later, HTTP/1.1, and a certificate for this very host that a known authority
 * signed, whatever `NODE_TLS_REJECT_UNAUTHORIZED` says.
 *
 * @throws OutgoingFault `tls_failed`, and what the signal was aborted with
 */
export async function secure(
  socket: Socket,
  { host, isAddress }: Target,
  signal: AbortSignal,
  authorities?: string,
): Promise<TLSSocket> {
  const secured = connectTls({
    socket,
    host,
    // RFC 6066 §3: a server name is never an address.
    ...(!isAddress && { servername: host }),
    ...(authorities !== undefined && { ca: authorities }),
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
  secured.on('error', () => undefined);
  try {
    await once(secured, 'secureConnect', { signal });
    return secured;
  } catch (error) {
    secured.destroy();
    socket.destroy();
    if (signal.aborted) throw signal.reason;
    throw new OutgoingFault('tls_failed', { detail: systemCode(error) });
  }
}
