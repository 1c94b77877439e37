import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The networks that no call may reach, the whole of the IANA special-purpose registries and what clouds put among the
 * public addresses, each under the word that a refusal says.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const SPECIAL_IPV4 = {
  unspecified: ['0.0.0.0/8'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  // Carriers' NAT; Alibaba Cloud keeps its metadata service in it.
  shared: ['100.64.0.0/10'],
  loopback: ['127.0.0.0/8'],
  // Metadata services of most clouds.
  link_local: ['169.254.0.0/16'],
  documentation: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
  benchmarking: ['198.18.0.0/15'],
  // 6to4 relays.
  transition: ['192.88.99.0/24'],
  // AS112 and AMT: answered by whoever is nearest, perhaps inside the network.
  anycast: ['192.31.196.0/24', '192.52.193.0/24', '192.175.48.0/24'],
  multicast: ['224.0.0.0/4'],
  broadcast: ['255.255.255.255/32'],
  reserved: ['192.0.0.0/24', '240.0.0.0/4'],
  // Azure's host, seen by every machine there: a public address by the registry.
  platform: ['168.63.129.16/32'],
} as const;

/**
 * For IPv6 the other way round: only global unicast (2000::/3) is public, less these. So are IPv4-mapped and -compatible
 * addresses, NAT64, link-local, unique local and multicast refused without being named.
 *
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const GLOBAL_UNICAST = '2000::/3';
const SPECIAL_IPV6 = {
  loopback: ['::1/128'],
  documentation: ['2001:db8::/32', '3fff::/20'],
  // 6to4; Teredo (2001::/32) is one of the protocol assignments.
  transition: ['2002::/16'],
  // IETF protocol assignments: Teredo, benchmarking, AMT, AS112, both ORCHIDs, drone identifiers.
  reserved: ['2001::/23', '3ffe::/16'],
  anycast: ['2620:4f:8000::/48'],
} as const;

/** Where an address is: on the public internet, or the word of the special network that has it. */
export type AddressKind = 'public' | keyof typeof SPECIAL_IPV4 | keyof typeof SPECIAL_IPV6;

type Network = readonly [AddressKind, [ipaddr.IPv4 | ipaddr.IPv6, number]];

const NETWORKS: readonly Network[] = [...networks(SPECIAL_IPV4), ...networks(SPECIAL_IPV6)];
const PUBLIC_IPV6 = ipaddr.IPv6.parseCIDR(GLOBAL_UNICAST);

/**
 * Where an address is, written as the system writes addresses: four decimals or an IPv6 address without a zone.
 *
 * @returns `null` for any other text.
 */
export function addressKind(text: string): AddressKind | null {
  // ipaddr.js also reads 127.1 and 0x7f000001; no resolver and no socket writes so.
  if (isIP(text) === 0 || text.includes('%')) return null;
  const address = ipaddr.parse(text);
  const special = NETWORKS.find(([, [base, bits]]) => base.kind() === address.kind() && address.match(base, bits));
  if (special) return special[0];
  if (address instanceof ipaddr.IPv6 && !address.match(PUBLIC_IPV6)) return 'reserved';
  // A second opinion: a network that the library's own table knows is not public either.
  return address.range() === 'unicast' ? 'public' : 'reserved';
}

/** Whether two texts write one address. */
export function sameAddress(one: string, other: string): boolean {
  return isIP(one) !== 0 && isIP(other) !== 0 && bare(one) === bare(other);
}

function bare(text: string): string {
  return ipaddr.parse(text).toNormalizedString();
}

function networks(table: Readonly<Record<string, readonly string[]>>): Network[] {
  return Object.entries(table).flatMap(([kind, blocks]) =>
    blocks.map((block): Network => [kind as AddressKind, ipaddr.parseCIDR(block)]),
  );
}
