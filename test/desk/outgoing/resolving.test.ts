import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type ConnectorOptions, createConnector, type OutgoingRequest } from '../../../desk/src/outgoing/index.js';
import { connectedSocket, refusingSocket, stubNetwork } from './network.js';

type Resolve = NonNullable<ConnectorOptions['resolve']>;

const URL_OF_ALL = 'https://api.example.com/';
const A = '93.184.215.14';
const B = '93.184.215.15';
const SIX = '2606:4700::1111';

/** Long enough for whatever is not meant to end by it. */
const PATIENT_MS = 20_000;
const SHORT_MS = 50;

interface Scenario {
  readonly says: string;
  readonly resolve: Resolve | readonly string[];
  readonly socket?: () => Socket;
  readonly request?: Partial<OutgoingRequest>;
  readonly code: string;
  readonly detail?: string | null;
  readonly step?: string;
  readonly dialled?: readonly string[];
}

const fails = (code: string) => async () => Promise.reject(Object.assign(new Error(`queryA ${code}`), { code }));
const never = () => new Promise<never>(() => undefined);
const leaving = new AbortController();
const silentSocket = () => new Socket();
const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `93.184.${(n + from) >> 8}.${(n + from) & 255}`);
const refused = { code: 'host_not_public', step: 'dns', dialled: [] };
const called = (...addresses: string[]) => ({
  code: 'connect_failed',
  detail: 'ECONNREFUSED',
  step: 'connect',
  dialled: addresses.map((address) => `${address} 443`),
});
const unresolved = (detail: string) => ({ code: 'dns_failed', step: 'dns', detail, dialled: [] });

/** An answer that changes after it was judged: public when it is first read, private from then on. */
function shifting(): readonly string[] {
  let reads = 0;
  return new Proxy([A], {
    get(target, key, receiver) {
      if (key !== '0') return Reflect.get(target, key, receiver);
      reads += 1;
      return reads === 1 ? A : '10.0.0.1';
    },
  });
}

const SCENARIOS: readonly Scenario[] = [
  { says: 'one IPv4 address', resolve: [A], ...called(A) },
  { says: 'one IPv6 address', resolve: [SIX], ...called(SIX) },
  { says: 'both families: IPv4 first', resolve: [SIX, A], ...called(A, SIX) },
  { says: 'an order of its own within a family, which is kept', resolve: [B, A], ...called(B, A) },
  { says: 'the same address three times: tried once', resolve: [A, A, A], ...called(A) },
  { says: 'the same address first and last', resolve: [A, B, A], ...called(A, B) },
  { says: 'six addresses: four are tried', resolve: many(6), ...called(...many(4)) },
  { says: 'a thousand addresses: four are tried', resolve: many(1_000), ...called(...many(4)) },
  {
    says: 'a thousand addresses, the last one private',
    resolve: [...many(1_000), '10.0.0.1'],
    ...refused,
    detail: 'private',
  },
  { says: 'a private address', resolve: ['10.0.0.1'], ...refused, detail: 'private' },
  { says: 'public, then private', resolve: [A, '192.168.1.1'], ...refused, detail: 'private' },
  { says: 'private, then public', resolve: ['172.16.0.1', A], ...refused, detail: 'private' },
  { says: 'public and loopback', resolve: [A, '127.0.0.1'], ...refused, detail: 'loopback' },
  { says: 'public and IPv6 loopback', resolve: [A, '::1'], ...refused, detail: 'loopback' },
  { says: 'public and a metadata service', resolve: [A, '169.254.169.254'], ...refused, detail: 'link_local' },
  { says: "public and Azure's host", resolve: [A, '168.63.129.16'], ...refused, detail: 'platform' },
  { says: 'public IPv4 and unique local IPv6', resolve: [A, 'fd00:ec2::254'], ...refused, detail: 'reserved' },
  { says: 'public and IPv4-mapped', resolve: [A, '::ffff:10.0.0.1'], ...refused, detail: 'reserved' },
  { says: 'public, mapped', resolve: [`::ffff:${A}`], ...refused, detail: 'reserved' },
  { says: 'public and NAT64', resolve: [A, '64:ff9b::a9fe:a9fe'], ...refused, detail: 'reserved' },
  { says: 'public and 6to4', resolve: [A, '2002:7f00:1::'], ...refused, detail: 'transition' },
  { says: 'all zeros', resolve: ['0.0.0.0'], ...refused, detail: 'unspecified' },
  { says: 'nothing', resolve: [], ...unresolved('no_address') },
  { says: 'that there is no such name', resolve: fails('ENOTFOUND'), ...unresolved('ENOTFOUND') },
  { says: 'that it has no address', resolve: fails('ENODATA'), ...unresolved('ENODATA') },
  { says: 'that the server failed', resolve: fails('ESERVFAIL'), ...unresolved('ESERVFAIL') },
  { says: 'that the server refused', resolve: fails('EREFUSED'), ...unresolved('EREFUSED') },
  { says: 'that the server was silent', resolve: fails('ETIMEOUT'), ...unresolved('ETIMEOUT') },
  { says: 'an error with a sentence for a code', resolve: fails('no such host 10.0.0.1'), ...unresolved('unknown') },
  { says: 'something that is no error', resolve: () => Promise.reject('10.0.0.1'), ...unresolved('unknown') },
  {
    says: 'an error before any promise',
    resolve: () => {
      throw Object.assign(new Error('x'), { code: 'EBADNAME' });
    },
    ...unresolved('EBADNAME'),
  },
  { says: 'another name, as a CNAME would', resolve: ['internal.example.com'], ...unresolved('no_address') },
  { says: 'a name beside an address', resolve: [A, 'localhost'], ...unresolved('no_address') },
  { says: 'an address with a zone', resolve: ['fe80::1%eth0'], ...unresolved('no_address') },
  { says: 'an address with a port', resolve: [`${A}:443`], ...unresolved('no_address') },
  { says: 'an address in brackets', resolve: [`[${SIX}]`], ...unresolved('no_address') },
  { says: 'a network', resolve: [`${A}/32`], ...unresolved('no_address') },
  { says: 'a short address', resolve: ['127.1'], ...unresolved('no_address') },
  { says: 'an octal address', resolve: ['0177.0.0.1'], ...unresolved('no_address') },
  { says: 'a decimal address', resolve: ['2130706433'], ...unresolved('no_address') },
  { says: 'an address with a space', resolve: [` ${A}`], ...unresolved('no_address') },
  { says: 'an empty text beside an address', resolve: [A, ''], ...unresolved('no_address') },
  {
    says: 'nothing at all, ever',
    resolve: never,
    request: { timeMs: SHORT_MS },
    ...{ code: 'timeout', step: 'dns', dialled: [] },
  },
  {
    says: 'an address, but only once the time is over',
    resolve: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve([A]))),
    request: { timeMs: SHORT_MS },
    ...{ code: 'timeout', step: 'dns', dialled: [] },
  },
  {
    says: 'an error, but only once the time is over',
    resolve: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject)),
    request: { timeMs: SHORT_MS },
    ...{ code: 'timeout', step: 'dns', dialled: [] },
  },
  {
    says: 'nothing before the caller leaves',
    resolve: () => {
      leaving.abort();
      return never();
    },
    request: { signal: leaving.signal },
    ...{ code: 'aborted', step: 'dns', dialled: [] },
  },
  {
    says: 'an address to a caller who has left already',
    resolve: [A],
    request: { signal: AbortSignal.abort() },
    ...{ code: 'aborted', step: 'request', dialled: [] },
  },
  {
    says: 'an answer that turns private after it was judged',
    resolve: async () => shifting(),
    ...{ code: 'host_not_public', step: 'connect', dialled: [] },
  },
  {
    says: 'an address whose other end is a private one',
    resolve: [A],
    socket: () => connectedSocket('10.0.0.1'),
    ...{ code: 'host_not_public', step: 'connect', detail: 'private', dialled: [`${A} 443`] },
  },
  {
    says: 'an address whose other end is this machine',
    resolve: [A, B],
    socket: () => connectedSocket('127.0.0.1'),
    ...{ code: 'host_not_public', step: 'connect', detail: 'loopback', dialled: [`${A} 443`] },
  },
  {
    says: 'an address whose other end is another public one',
    resolve: [A],
    socket: () => connectedSocket(B),
    ...{ code: 'host_not_public', step: 'connect', detail: 'other_peer', dialled: [`${A} 443`] },
  },
  {
    says: 'an address whose other end is its mapped one',
    resolve: [A],
    socket: () => connectedSocket(`::ffff:${A}`),
    ...{ code: 'host_not_public', step: 'connect', detail: 'reserved', dialled: [`${A} 443`] },
  },
  {
    says: 'an address whose other end is gone at once',
    resolve: [A],
    socket: () => connectedSocket(undefined),
    ...{ code: 'connect_failed', step: 'connect', detail: 'closed', dialled: [`${A} 443`] },
  },
  {
    says: 'an address without a route',
    resolve: [A],
    socket: () => refusingSocket('ENETUNREACH'),
    ...{ code: 'connect_failed', step: 'connect', detail: 'ENETUNREACH', dialled: [`${A} 443`] },
  },
  {
    says: 'an address that never connects',
    resolve: [A],
    socket: silentSocket,
    request: { timeMs: SHORT_MS },
    ...{ code: 'timeout', step: 'connect', dialled: [`${A} 443`] },
  },
];

test('there are 40 scenarios and more, none twice', () => {
  expect(SCENARIOS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(SCENARIOS.map(({ says }) => says)).size).toBe(SCENARIOS.length);
});

describe('a name server answers', () => {
  test.each(SCENARIOS)('$says: $code', async ({ says: _, resolve, socket, request, ...expected }) => {
    const sockets: Socket[] = [];
    const opened = () => {
      const made = socket?.() ?? refusingSocket();
      sockets.push(made);
      return made;
    };
    const network = stubNetwork(typeof resolve === 'function' ? resolve : async () => resolve, opened);
    const result = await createConnector(network).call({ url: URL_OF_ALL, timeMs: PATIENT_MS, ...request });
    expect({ ...result, dialled: network.dialled }).toMatchObject({ ok: false, ...expected });
    // One question per call, whatever was answered; and nothing is left open.
    expect(network.asked.length).toBeLessThanOrEqual(1);
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual(sockets.map(() => true));
  });
});

describe('a second answer changes nothing', () => {
  test.each([
    ['public, then private', [[A], ['10.0.0.1']], ['connect_failed', 'host_not_public'], [`${A} 443`]],
    ['private, then public', [['10.0.0.1'], [A]], ['host_not_public', 'connect_failed'], [`${A} 443`]],
    ['one public address, then another', [[A], [B]], ['connect_failed', 'connect_failed'], [`${A} 443`, `${B} 443`]],
  ])('%s: each call asks once and keeps to what it was told', async (_, answers, codes, dialled) => {
    const left = [...answers];
    const network = stubNetwork(async () => left.shift() ?? []);
    const connector = createConnector(network);
    const seen = [await connector.call({ url: URL_OF_ALL }), await connector.call({ url: URL_OF_ALL })];
    expect(seen.map((result) => !result.ok && result.code)).toEqual(codes);
    expect([network.asked.length, network.dialled]).toEqual([2, dialled]);
  });
});

test('an address that never connects gives way to the next one', async () => {
  const sockets = [silentSocket(), refusingSocket];
  const network = stubNetwork(
    async () => [A, B],
    () => {
      const next = sockets.shift();
      return typeof next === 'function' ? next() : (next ?? refusingSocket());
    },
  );
  const result = await createConnector(network).call({ url: URL_OF_ALL, timeMs: PATIENT_MS });
  expect(result).toMatchObject({ code: 'connect_failed', detail: 'ECONNREFUSED' });
  expect(network.dialled).toEqual([`${A} 443`, `${B} 443`]);
});

describe('with loopback allowed', () => {
  /** Loopback is what is meant here, so the test's own rule against it does not apply. */
  async function seen(url: string, addresses: readonly string[]) {
    const dialled: string[] = [];
    const connect = ({ address, port }: { address: string; port: number }) => {
      dialled.push(`${address} ${port}`);
      return refusingSocket();
    };
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return addresses;
    };
    const result = await createConnector({ reach: 'public_or_loopback', connect, resolve }).call({ url });
    return { code: result.ok ? 'ok' : result.code, asked: asked.length, dialled };
  }

  test.each([
    ['http://localhost:4000/', [], 0, ['127.0.0.1 4000', '::1 4000']],
    ['http://shop.localhost:4000/', [], 0, ['127.0.0.1 4000', '::1 4000']],
    ['https://localhost/', [], 0, ['127.0.0.1 443', '::1 443']],
    ['http://127.0.0.1/', [], 0, ['127.0.0.1 80']],
    ['http://127.9.9.9/', [], 0, ['127.9.9.9 80']],
    ['http://0x7f000001:8080/', [], 0, ['127.0.0.1 8080']],
    ['http://[::1]:4000/', [], 0, ['::1 4000']],
    ['https://dev.example.com/', ['127.0.0.1'], 1, ['127.0.0.1 443']],
    ['https://api.example.com/', [A], 1, [`${A} 443`]],
  ])('%s is called', async (url, addresses, asked, dialled) => {
    expect(await seen(url, addresses)).toEqual({ code: 'connect_failed', asked, dialled });
  });

  test.each([
    ['http://api.example.com/', [A], 'not_https'],
    ['http://dev.example.com/', ['127.0.0.1'], 'not_https'],
    ['http://8.8.8.8/', [], 'not_https'],
    ['http://10.0.0.1/', [], 'not_https'],
    ['http://169.254.169.254/', [], 'not_https'],
    ['http://0.0.0.0:4000/', [], 'not_https'],
    ['http://[::ffff:127.0.0.1]/', [], 'not_https'],
    ['https://10.0.0.1/', [], 'host_not_public'],
    ['https://0.0.0.0/', [], 'host_not_public'],
    ['https://[::ffff:127.0.0.1]/', [], 'host_not_public'],
    ['https://printer.local/', [], 'host_not_public'],
    ['https://api.example.com/', ['10.0.0.1'], 'host_not_public'],
    ['https://api.example.com/', [A, '127.0.0.1'], 'host_not_public'],
    ['http://user@localhost/', [], 'credentials_in_url'],
    ['http://localhost:25/', [], 'port_not_allowed'],
  ])('%s (%j) is not: %s', async (url, addresses, code) => {
    expect(await seen(url, addresses)).toMatchObject({ code, dialled: [] });
  });
});
