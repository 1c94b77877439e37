import { BlockList, isIP, isIPv6, Socket } from 'node:net';
import type { ConnectorOptions } from '../../../desk/src/outgoing/index.js';

type Connect = NonNullable<ConnectorOptions['connect']>;
type Resolve = NonNullable<ConnectorOptions['resolve']>;

/** What the test itself takes for not public: written down anew, judged by Node's own lists and not by ipaddr.js. */
const SPECIAL_IPV4 = listOf('ipv4', [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '168.63.129.16/32', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16'],
  ...['192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
]);
const SPECIAL_IPV6 = listOf('ipv6', [
  ...['::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48'],
  ...['3ffe::/16', '3fff::/20'],
]);

/** A list of one family: a list of both takes an IPv4 address for its mapped one. */
function listOf(family: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    list.addSubnet(base, Number(bits), family);
  }
  return list;
}

/** Whether an address is public, as the test sees it. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0) return false;
  return isIPv6(address) ? !SPECIAL_IPV6.check(address, 'ipv6') : !SPECIAL_IPV4.check(address, 'ipv4');
}

/** A network in memory: nothing that a connector does with it leaves the machine. */
export interface StubNetwork {
  readonly resolve: Resolve;
  readonly connect: Connect;
  /** The names that were asked for. */
  readonly asked: string[];
  /** The addresses to which a connection was opened, as `address port`. */
  readonly dialled: string[];
}

/**
 * Answers names by `resolve` and refuses every connection, as a host without a web server.
 * A connection to an address that is not public fails the test, whatever the connector says.
 */
export function stubNetwork(resolve: Resolve, connected: () => Socket = refusingSocket): StubNetwork {
  const asked: string[] = [];
  const dialled: string[] = [];
  return {
    asked,
    dialled,
    resolve: (host, signal) => {
      asked.push(host);
      return resolve(host, signal);
    },
    connect: ({ address, port }) => {
      if (!isPublic(address)) throw new Error(`A connection to ${address} was opened.`);
      dialled.push(`${address} ${port}`);
      return connected();
    },
  };
}

/** A socket that no host answers. */
export function refusingSocket(code = 'ECONNREFUSED'): Socket {
  const socket = new Socket();
  process.nextTick(() => socket.destroy(Object.assign(new Error(code), { code })));
  return socket;
}

/** A connected socket whose other end has this address. */
export function connectedSocket(remoteAddress: string | undefined): Socket {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  process.nextTick(() => socket.emit('connect'));
  return socket;
}
