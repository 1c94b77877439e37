import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { createConnector, type OutgoingRequest } from '../../../desk/src/outgoing/index.js';
import { CERTIFICATE, drip, endlessly, type Handler, serve, serveRaw, serveTls, type TestServer } from './servers.js';

const JSON_HEADERS = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const CHUNKED = `${JSON_HEADERS}Transfer-Encoding: chunked\r\n\r\n`;
const BOMB = Buffer.alloc(10_000_000, ' ');
const KB = 'x'.repeat(1_024);
/** Lines in one write: a write for each of them would keep the server busy, not the desk. */
const MANY = 100;

/** For servers that never end of themselves; any other call must end of itself, before the test does. */
const SHORT_MS = 1_500;
const PATIENT_MS = 120_000;

/** More than buffers of both kernels hold, and nothing against what an endless server could send. */
const SENT_BYTES_MAX = 32_000_000;

interface Hostile {
  readonly says: string;
  readonly server: Handler;
  readonly start?: (handler: Handler) => Promise<TestServer>;
  readonly scheme?: 'http' | 'https';
  readonly request?: Partial<OutgoingRequest>;
  readonly code: string;
  readonly step?: string;
  readonly detail?: string | null;
  readonly status?: number | null;
}

/** Says all of it at once and closes. */
const says =
  (...parts: (string | Uint8Array)[]): Handler =>
  (socket) => {
    for (const part of parts) socket.write(part);
    socket.end();
  };
const endless =
  (first: string, piece: string | Uint8Array): Handler =>
  (socket) => {
    socket.write(first);
    endlessly(socket, piece);
  };
const dripping =
  (first: string, piece: string): Handler =>
  (socket) => {
    socket.write(first);
    drip(socket, piece);
  };
const short = { request: { timeMs: SHORT_MS }, code: 'timeout' };
const compressed = (coding: string, body: Uint8Array) =>
  says(`${JSON_HEADERS}Content-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`, body);
const json = (body: string | Uint8Array, type = 'application/json') =>
  says(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`, body);
const redirect = (status: number, to = 'http://169.254.169.254/latest/meta-data/'): Hostile => ({
  says: `redirects with ${status} to ${to}`,
  server: says(`HTTP/1.1 ${status} Elsewhere\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`),
  ...{ code: 'redirect', step: 'headers', status },
});
const overTls = { start: serveTls, scheme: 'https' } as const;

const SLOW: readonly Hostile[] = [
  { says: 'takes the connection and says nothing', server: () => undefined, ...short, step: 'headers' },
  { says: 'drips its status line', server: dripping('HTTP/1.1 200 ', 'O'), ...short, step: 'headers' },
  { says: 'drips its headers', server: dripping(JSON_HEADERS, 'X'), ...short, step: 'headers' },
  { says: 'drips interim answers', server: dripping('HTTP/1.1 102 Processing\r\n', 'X'), ...short, step: 'headers' },
  { says: 'drips its body', server: dripping(`${JSON_HEADERS}\r\n`, ' '), ...short, step: 'body' },
  {
    says: 'drips its announced body',
    server: dripping(`${JSON_HEADERS}Content-Length: 60000\r\n\r\n`, ' '),
    ...short,
    step: 'body',
  },
  { says: 'drips chunks of one byte', server: dripping(CHUNKED, '1\r\n \r\n'), ...short, step: 'body' },
  { says: 'drips a chunk extension', server: dripping(`${CHUNKED}1;`, 'x'), ...short, step: 'body' },
  {
    says: 'sends its body but for the last byte',
    server: (s) => s.write(`${JSON_HEADERS}Content-Length: 3\r\n\r\n{}`),
    ...short,
    step: 'body',
  },
  { says: 'never ends its chunks', server: (s) => s.write(`${CHUNKED}2\r\n{}\r\n`), ...short, step: 'body' },
  {
    says: 'never reads what is sent to it',
    server: () => undefined,
    start: serveRaw,
    ...short,
    request: { timeMs: SHORT_MS, method: 'POST', body: new Uint8Array(SENT_BYTES_MAX) },
    step: 'headers',
  },
  { says: 'never begins TLS', server: () => undefined, scheme: 'https', ...short, step: 'tls' },
  {
    says: 'drips TLS',
    server: dripping('\x16\x03\x03\x40\x00\x02\x00\x3f\xfc', '\x00'),
    scheme: 'https',
    ...short,
    step: 'tls',
  },
  { says: 'speaks TLS and then nothing', server: () => undefined, ...overTls, ...short, step: 'headers' },
  { says: 'drips its body over TLS', server: dripping(`${JSON_HEADERS}\r\n`, ' '), ...overTls, ...short, step: 'body' },
];

const ENDLESS: readonly Hostile[] = [
  {
    says: 'never ends its body',
    server: endless(`${JSON_HEADERS}\r\n`, KB),
    code: 'too_large',
    step: 'body',
    detail: 'counted',
  },
  {
    says: 'never ends its chunked body',
    server: endless(CHUNKED, `400\r\n${KB}\r\n`),
    code: 'too_large',
    step: 'body',
    detail: 'counted',
  },
  {
    says: 'never ends its chunks of one byte',
    server: endless(CHUNKED, '1\r\n \r\n'.repeat(MANY)),
    code: 'too_large',
    step: 'body',
    detail: 'counted',
  },
  {
    says: 'never ends its body over TLS',
    server: endless(`${JSON_HEADERS}\r\n`, KB),
    ...overTls,
    code: 'too_large',
    step: 'body',
  },
  {
    says: 'never ends one header',
    server: endless(`${JSON_HEADERS}X: `, KB),
    code: 'header_too_large',
    step: 'headers',
  },
  {
    says: 'never ends its headers',
    server: endless(JSON_HEADERS, 'X: y\r\n'.repeat(MANY)),
    code: 'header_too_large',
    step: 'headers',
  },
  { says: "never ends a header's name", server: endless(JSON_HEADERS, KB), code: 'header_too_large', step: 'headers' },
  {
    says: 'never ends its status line',
    server: endless('HTTP/1.1 200 ', KB),
    code: 'header_too_large',
    step: 'headers',
  },
  {
    says: 'never ends its trailers',
    server: endless(`${CHUNKED}2\r\n{}\r\n0\r\n`, 'X: y\r\n'.repeat(MANY)),
    code: 'header_too_large',
    step: 'body',
  },
  { says: 'never ends a chunk extension', server: endless(`${CHUNKED}2;`, KB), code: 'response_invalid', step: 'body' },
  {
    says: 'floods with 100 Continue',
    server: endless('', 'HTTP/1.1 100 Continue\r\n\r\n'),
    code: 'response_invalid',
    step: 'headers',
    detail: 'interim',
  },
  {
    says: 'floods with 103 Early Hints',
    server: endless('', 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'),
    code: 'response_invalid',
    detail: 'interim',
  },
  {
    says: 'sends zeros for ever',
    server: endless('', Buffer.alloc(65_536)),
    code: 'response_invalid',
    step: 'headers',
  },
  {
    says: 'sends line breaks and then zeros',
    server: endless('\r\n\r\n\r\n', Buffer.alloc(65_536)),
    code: 'response_invalid',
    step: 'headers',
  },
];

const CUT: readonly Hostile[] = [
  { says: 'closes without a word', server: says(), code: 'response_cut', step: 'headers' },
  { says: 'closes within its status line', server: says('HTTP/1.1 2'), code: 'response_cut', step: 'headers' },
  { says: 'closes within its headers', server: says(JSON_HEADERS), code: 'response_cut', step: 'headers' },
  {
    says: 'closes after an interim answer',
    server: says('HTTP/1.1 100 Continue\r\n\r\n'),
    code: 'response_cut',
    step: 'headers',
  },
  {
    says: 'sends less than it announced',
    server: says(`${JSON_HEADERS}Content-Length: 9\r\n\r\n{}`),
    code: 'response_cut',
    step: 'body',
  },
  { says: 'closes within its chunks', server: says(`${CHUNKED}9\r\n{}`), code: 'response_cut', step: 'body' },
  { says: 'resets before its headers', server: (s) => s.resetAndDestroy(), code: 'response_cut', step: 'headers' },
  {
    says: 'resets within its body',
    server: (s) => s.write(`${JSON_HEADERS}Content-Length: 9\r\n\r\n{}`, () => s.resetAndDestroy()),
    ...{ code: 'response_cut', step: 'body' },
  },
  { says: 'closes within the TLS handshake', server: says(), scheme: 'https', code: 'tls_failed', step: 'tls' },
  {
    says: 'sends less than it announced over TLS',
    server: says(`${JSON_HEADERS}Content-Length: 9\r\n\r\n{}`),
    ...overTls,
    code: 'response_cut',
    step: 'body',
  },
];

const INVALID: readonly Hostile[] = [
  ...[
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a mail server', '220 mail.example.com ESMTP\r\n'],
    ['no status', 'HTTP/1.1 abc\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['another version', 'HTTP/9.9 200 OK\r\n\r\n'],
    ['a space in a header name', `${JSON_HEADERS}X Y: z\r\n\r\n{}`],
    ['a zero in a header', `${JSON_HEADERS}X: \0\r\n\r\n{}`],
    ['two lengths', `${JSON_HEADERS}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}`],
    ['a negative length', `${JSON_HEADERS}Content-Length: -1\r\n\r\n{}`],
    ['a length that is no number', `${JSON_HEADERS}Content-Length: 2x\r\n\r\n{}`],
    ['a length beyond all numbers', `${JSON_HEADERS}Content-Length: 99999999999999999999999\r\n\r\n{}`],
    ['both a length and chunks', `${JSON_HEADERS}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a status of 600', 'HTTP/1.1 600 What\r\nContent-Length: 0\r\n\r\n'],
    ['a status of 999', 'HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n'],
    ['another protocol from here on', 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
    ['HTTP/2 in the clear', Buffer.from('00000604000000000000040010000000', 'hex')],
  ].map(([what, bytes = '']) => ({
    says: `answers with ${what}`,
    server: says(bytes),
    code: 'response_invalid',
    step: 'headers',
  })),
  ...[
    ['a chunk size that is no number', 'zz\r\n{}\r\n'],
    ['a chunk size beyond all numbers', 'fffffffffffffffff\r\n{}\r\n'],
    ['a negative chunk size', '-2\r\n{}\r\n'],
    ['a chunk longer than its size', '1\r\n{}\r\n0\r\n\r\n'],
  ].map(([what, bytes = '']) => ({
    says: `sends ${what}`,
    server: says(CHUNKED, bytes),
    code: 'response_invalid',
    step: 'body',
  })),
  {
    says: 'answers in plain text on a TLS port',
    server: says('HTTP/1.1 200 OK\r\n\r\n'),
    scheme: 'https',
    code: 'tls_failed',
    step: 'tls',
  },
];

const BREAKS_A_RULE: readonly Hostile[] = [
  {
    says: 'sends a gzip bomb',
    server: compressed('gzip', gzipSync(BOMB)),
    code: 'encoding',
    step: 'headers',
    detail: 'content',
  },
  {
    says: 'sends a brotli bomb',
    server: compressed('br', brotliCompressSync(BOMB)),
    code: 'encoding',
    detail: 'content',
  },
  { says: 'sends a bomb within a bomb', server: compressed('gzip, gzip', gzipSync(gzipSync(BOMB))), code: 'encoding' },
  {
    says: 'sends a small gzip answer that nobody asked for',
    server: compressed('x-gzip', gzipSync('{}')),
    code: 'encoding',
  },
  {
    says: 'hides an encoding behind identity',
    server: compressed('identity, deflate', Buffer.from('x')),
    code: 'encoding',
  },
  { says: 'sends an encoding in capitals', server: compressed('BR', brotliCompressSync('{}')), code: 'encoding' },
  {
    says: 'hides a bomb in the transfer',
    server: says(`${JSON_HEADERS}Transfer-Encoding: gzip, chunked\r\n\r\n`),
    code: 'encoding',
    detail: 'transfer',
  },
  {
    says: 'sends a bomb without a label',
    server: json(gzipSync(BOMB)),
    code: 'not_json',
    step: 'body',
    detail: 'text',
  },
  {
    says: 'announces ten gigabytes',
    server: endless(`${JSON_HEADERS}Content-Length: 10000000000\r\n\r\n`, KB),
    code: 'too_large',
    step: 'headers',
    detail: 'announced',
  },
  { says: 'sends 64 KB to the byte', server: json(`"${'x'.repeat(65_534)}"`), code: 'too_large' },
  ...[300, 301, 302, 303, 304, 305, 307, 308, 399].map((status) => redirect(status)),
  redirect(302, '/'),
  redirect(302, 'https://api.example.com/'),
  ...[400, 401, 403, 404, 429, 500, 503, 599].map((status) => ({
    says: `answers ${status}`,
    server: says(`HTTP/1.1 ${status} No\r\nContent-Type: application/json\r\n\r\n{}`),
    ...{ code: 'status', step: 'headers', status },
  })),
  { says: 'fails with an endless page', server: endless('HTTP/1.1 500 No\r\n\r\n', KB), code: 'status', status: 500 },
  {
    says: 'answers with a web page',
    server: json('{}', 'text/html'),
    code: 'not_json',
    step: 'headers',
    detail: 'type',
    status: 200,
  },
  {
    says: 'answers with plain text',
    server: json('{}', 'text/plain; x=application/json'),
    code: 'not_json',
    detail: 'type',
  },
  { says: 'answers with nearly JSON', server: json('{}', 'application/jsonp'), code: 'not_json', detail: 'type' },
  { says: 'answers without a type', server: says('HTTP/1.1 200 OK\r\n\r\n{}'), code: 'not_json', detail: 'type' },
  {
    says: 'answers with two types',
    server: json('{}', 'application/json\r\nContent-Type: text/html'),
    code: 'not_json',
    detail: 'type',
  },
  { says: 'answers with nothing', server: says('HTTP/1.1 204 No Content\r\n\r\n'), code: 'not_json', status: 204 },
  { says: 'answers with an empty body', server: json(''), code: 'not_json', step: 'body', detail: 'text' },
  { says: 'answers with half of an object', server: json('{"plan":'), code: 'not_json', detail: 'text' },
  { says: 'answers with a script', server: json(')]}\n{}'), code: 'not_json', detail: 'text' },
  {
    says: 'answers in UTF-16',
    server: json(Buffer.from('{}', 'utf16le'), 'application/json; charset=utf-16'),
    code: 'not_json',
    detail: 'text',
  },
  {
    says: 'answers in broken UTF-8',
    server: json(Buffer.from([0x22, 0xc3, 0x28, 0x22])),
    code: 'not_json',
    detail: 'text',
  },
  { says: 'nests for ever', server: json('['.repeat(30_000) + ']'.repeat(30_000)), code: 'not_json', detail: 'depth' },
  {
    says: 'nests objects for ever',
    server: json('{"a":'.repeat(9_000) + 1 + '}'.repeat(9_000)),
    code: 'not_json',
    detail: 'depth',
  },
];

const SWIFT = [...ENDLESS, ...CUT, ...INVALID, ...BREAKS_A_RULE];

const connector = createConnector({ reach: 'public_or_loopback', authorities: CERTIFICATE });

/** Calls such a server, and holds the call to its end: the code, the one connection, and that it was closed. */
async function endure(hostile: Hostile): Promise<void> {
  const { says: _, server: handler, start = serve, scheme = 'http', request, ...expected } = hostile;
  const server = await start(handler);
  try {
    const url = `${scheme}://127.0.0.1:${server.port}/support-context`;
    const result = await connector.call({ url, expect: 'json', timeMs: PATIENT_MS, ...request });
    expect(result).toMatchObject({ ok: false, ...expected });
    expect(server.connections).toBe(1);
    expect(server.sent()).toBeLessThan(SENT_BYTES_MAX);
    // One that never reads never learns that the call has ended.
    if (start !== serveRaw) await server.emptied();
  } finally {
    await server.stop();
  }
}

test('there are 20 hostile servers and more, none twice', () => {
  const all = [...SLOW, ...SWIFT];
  expect(all.length).toBeGreaterThanOrEqual(20);
  expect(new Set(all.map((hostile) => hostile.says)).size).toBe(all.length);
});

describe('a server that', () => {
  test.each(SWIFT)('$says: $code', endure);
});

// All at once: they do nothing but wait.
vi.setConfig({ maxConcurrency: SLOW.length });

describe.concurrent('a slow server that', () => {
  test.each(SLOW)('$says: $code', endure);
});

describe('a server that means well, in its own way, is understood:', () => {
  test.each<[string, Handler, unknown]>([
    ['a type with +json', json('{"a":1}', 'application/vnd.api+json; charset=utf-8'), { a: 1 }],
    ['a type in capitals', json('{"a":1}', 'Application/JSON'), { a: 1 }],
    ['one byte less than 64 KB', json(`"${'x'.repeat(65_533)}"`), 'x'.repeat(65_533)],
    ['no length, an end by closing', says(`${JSON_HEADERS}\r\n{"a":1}`), { a: 1 }],
    ['chunks', says(`${CHUNKED}3\r\n{"a\r\n4;x=y\r\n":1}\r\n0\r\nX-Trailer: z\r\n\r\n`), { a: 1 }],
    ['more than it announced', says(`${JSON_HEADERS}Content-Length: 2\r\n\r\n{}{}HTTP/1.1 200 OK\r\n\r\n`), {}],
    [
      'a second answer behind the first',
      says(`${JSON_HEADERS}Content-Length: 2\r\n\r\n{}`, `${JSON_HEADERS}\r\n{"a":1}`),
      {},
    ],
    ['a few interim answers', says('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3), `${JSON_HEADERS}\r\n{}`), {}],
    ['an encoding called identity', compressed('identity', Buffer.from('{"a":1}')), { a: 1 }],
    ['a mark of byte order', json('\ufeff{}'), {}],
    ['deep enough', json('['.repeat(64) + ']'.repeat(64)), JSON.parse('['.repeat(64) + ']'.repeat(64))],
    ['201 Created', says('HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n{}'), {}],
    ['a body in two pieces', (s) => s.write(`${JSON_HEADERS}Content-Length: 2\r\n\r\n{`, () => s.write('}')), {}],
    ['HTTP/1.0', says('HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{}'), {}],
  ])('%s', async (_, handler, value) => {
    for (const [start, scheme] of [
      [serve, 'http'],
      [serveTls, 'https'],
    ] as const) {
      const server = await start(handler);
      const result = await connector.call({
        url: `${scheme}://127.0.0.1:${server.port}/`,
        expect: 'json',
        timeMs: PATIENT_MS,
      });
      expect(result).toMatchObject({ ok: true, json: value });
      await server.emptied();
      await server.stop();
    }
  });
});
