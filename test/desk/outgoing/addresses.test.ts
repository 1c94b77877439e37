import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKind, sameAddress } from '../../../desk/src/outgoing/addresses.js';
import { createConnector } from '../../../desk/src/outgoing/index.js';
import { isPublic, stubNetwork } from './network.js';

interface Vectors {
  readonly refused: readonly { readonly says: string; readonly code: string; readonly urls: readonly string[] }[];
  readonly resolved: readonly { readonly says: string; readonly addresses: readonly string[] }[];
  readonly called: readonly { readonly url: string; readonly address: string; readonly port: number }[];
}

const FILE = new URL('../../vectors/outgoing-addresses.json', import.meta.url);
const { refused, resolved, called }: Vectors = JSON.parse(readFileSync(FILE, 'utf8'));
const PUBLIC_ADDRESS = '93.184.215.14';

/** One call through a network in memory, where every name has these addresses. */
async function tryCall(url: string, addresses: readonly string[] = [PUBLIC_ADDRESS]) {
  const network = stubNetwork(async () => addresses);
  const result = await createConnector(network).call({ url });
  return { code: result.ok ? 'ok' : result.code, ...network };
}

test('the vectors are at least 300, none twice', () => {
  const urls = [...refused.flatMap((group) => group.urls), ...called.map(({ url }) => url)];
  const addresses = resolved.flatMap((group) => group.addresses);
  expect(urls.length).toBeGreaterThanOrEqual(500);
  expect(called.length).toBeGreaterThanOrEqual(90);
  expect(addresses.length).toBeGreaterThanOrEqual(100);
  expect(new Set(urls).size).toBe(urls.length);
  expect(new Set(addresses).size).toBe(addresses.length);
});

describe.each(refused)('$says: $code', ({ code, urls }) => {
  test.each(urls)('%j is refused before a name is asked for or a connection opened', async (url) => {
    expect(await tryCall(url)).toMatchObject({ code, asked: [], dialled: [] });
  });
});

describe.each(resolved)('a name that resolves to $says', ({ addresses }) => {
  test.each(addresses)('%s is not called, alone or among public addresses', async (address) => {
    expect(isPublic(address)).toBe(false);
    for (const answer of [[address], [PUBLIC_ADDRESS, address], [address, PUBLIC_ADDRESS]]) {
      const seen = await tryCall('https://api.example.com/', answer);
      expect(seen).toMatchObject({ code: 'host_not_public', asked: ['api.example.com'], dialled: [] });
    }
  });
});

test.each(called)('$url is called at $address port $port', async ({ url, address, port }) => {
  const { code, dialled } = await tryCall(url);
  expect({ code, dialled }).toEqual({ code: 'connect_failed', dialled: [`${address} ${port}`] });
});

describe('whatever comes', () => {
  const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), fc.string(), nearSpecial());

  test('an address is public only if the registries say so', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        expect(addressKind(address) === 'public').toBe(isPublic(address));
      }),
      { numRuns: 5_000 },
    );
  });

  test('no answer of a name server leads to an address that is not public', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAddress, { maxLength: 6 }), async (addresses) => {
        const { dialled } = await tryCall('https://api.example.com/', addresses);
        if (!addresses.every(isPublic)) expect(dialled).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  const anyHost = fc.oneof(
    anyAddress,
    fc.domain(),
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.nat(0xffffffff).map(String),
    fc.nat(0xffffffff).map((value) => `0x${value.toString(16)}`),
    fc.nat(0xffffffff).map((value) => `0${value.toString(8)}`),
    fc.ipV6().map((address) => `[${address}]`),
  );
  const anyUrl = fc.oneof(
    fc.webUrl(),
    fc
      .tuple(fc.constantFrom('https://', 'HTTPS:\\\\', 'https:', 'http://'), anyHost, fc.string())
      .map((all) => all.join('')),
    fc.string(),
  );

  test('no address makes a call throw, or leads to one that is not public', async () => {
    await fc.assert(
      fc.asyncProperty(anyUrl, async (url) => {
        const { code, dialled } = await tryCall(url);
        expect(code === 'connect_failed').toBe(dialled.length > 0);
      }),
      { numRuns: 3_000 },
    );
  });
});

test('two spellings of one address are one address', () => {
  expect(sameAddress('2606:4700:0:0:0:0:0:1', '2606:4700::1')).toBe(true);
  expect(sameAddress('8.8.8.8', '8.8.8.8')).toBe(true);
  expect(sameAddress('8.8.8.8', '8.8.4.4')).toBe(false);
  expect(sameAddress('8.8.8.8', '::ffff:8.8.8.8')).toBe(false);
  expect(sameAddress('api.example.com', 'api.example.com')).toBe(false);
});

/** Addresses at the borders of the special networks, which a random one hardly ever hits. */
function nearSpecial(): fc.Arbitrary<string> {
  const heads = [0, 10, 100, 127, 168, 169, 172, 192, 198, 203, 224, 240, 255];
  const seconds = [0, 15, 16, 18, 19, 20, 31, 32, 51, 63, 64, 88, 127, 128, 168, 175, 253, 254, 255];
  const ipv4 = fc.tuple(fc.constantFrom(...heads), fc.constantFrom(...seconds), fc.nat(255), fc.nat(255));
  const groups = [
    '0',
    '1',
    '2',
    '64',
    'db8',
    'ff9b',
    'ffff',
    '1ff',
    '200',
    '4f',
    '8000',
    'fff',
    '1000',
    '7f00',
    'a9fe',
  ];
  const firsts = [
    '0',
    '64',
    '100',
    '1fff',
    '2000',
    '2001',
    '2002',
    '2620',
    '3ffe',
    '3fff',
    '4000',
    '5f00',
    'fc00',
    'fe80',
  ];
  const group = fc.constantFrom(...groups);
  const ipv6 = fc.tuple(fc.constantFrom(...firsts), group, group, group, group, group, group, group);
  return fc.oneof(
    ipv4.map((octets) => octets.join('.')),
    ipv6.map((parts) => parts.join(':')),
  );
}
