import { afterEach, expect, test } from 'vitest';
import { createConnector } from '../../../desk/src/outgoing/index.js';
import { resolveByDns } from '../../../desk/src/outgoing/resolve.js';
import { type NameAnswer, nameServer } from './name-server.js';
import { stubNetwork } from './network.js';

/** A real name server on loopback, and the resolver that asks it; connections stay in memory. */

const PUBLIC = [93, 184, 215, 14];
const PUBLIC_6 = [0x26, 0x06, 0x47, 0, ...Array(11).fill(0), 1];
let server: Awaited<ReturnType<typeof nameServer>> | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function tryCall(
  answers: { readonly A?: NameAnswer | 'silence'; readonly AAAA?: NameAnswer | 'silence' },
  request: { readonly timeMs?: number; readonly signal?: AbortSignal } = {},
) {
  server = await nameServer((_, family) => answers[family] ?? {});
  const network = stubNetwork(resolveByDns([server.address]));
  const result = await createConnector(network).call({ url: 'https://api.example.com./x', ...request });
  const { code, detail, step } = result.ok ? { code: 'ok', detail: null, step: null } : result;
  return { code, detail, step, dialled: network.dialled };
}

const V4 = '93.184.215.14 443';
const V6 = '2606:4700::1 443';

test.each<[string, Parameters<typeof tryCall>[0], readonly string[]]>([
  ['both families', { A: { addresses: [PUBLIC] }, AAAA: { addresses: [PUBLIC_6] } }, [V4, V6]],
  ['IPv4 alone', { A: { addresses: [PUBLIC] } }, [V4]],
  ['IPv6 alone', { AAAA: { addresses: [PUBLIC_6] } }, [V6]],
  ['one family, while the other fails', { A: { addresses: [PUBLIC] }, AAAA: { code: 'failed' } }, [V4]],
  ['a chain of aliases', { A: { aliases: ['cdn.example.net', 'edge.example.org'], addresses: [PUBLIC] } }, [V4]],
])('%s: the addresses are called', async (_, answers, dialled) => {
  expect(await tryCall(answers)).toMatchObject({ code: 'connect_failed', step: 'connect', dialled });
  expect(server?.asked.sort()).toEqual(expect.arrayContaining(['api.example.com A', 'api.example.com AAAA']));
});

test.each<[string, Parameters<typeof tryCall>[0]]>([
  ['a private address', { A: { addresses: [[10, 0, 0, 1]] } }],
  ['a private one among public ones', { A: { addresses: [PUBLIC, [192, 168, 0, 1], PUBLIC] } }],
  [
    'a public IPv4 and a loopback IPv6',
    { A: { addresses: [PUBLIC] }, AAAA: { addresses: [[...Array(15).fill(0), 1]] } },
  ],
  ['an alias that leads inside', { A: { aliases: ['db.internal'], addresses: [[172, 16, 0, 1]] } }],
])('%s: refused', async (_, answers) => {
  expect(await tryCall(answers)).toMatchObject({ code: 'host_not_public', step: 'dns', dialled: [] });
});

test.each<[string, Parameters<typeof tryCall>[0], string]>([
  ['no such name', { A: { code: 'no_name' }, AAAA: { code: 'no_name' } }, 'ENOTFOUND'],
  ['a name without an address', {}, 'ENODATA'],
  ['a server that fails', { A: { code: 'failed' }, AAAA: { code: 'failed' } }, 'ESERVFAIL'],
  ['one family that fails, and none of the other', { A: { code: 'failed' } }, 'ESERVFAIL'],
  ['an alias that leads nowhere', { A: { aliases: ['cdn.example.net'] } }, 'ENODATA'],
])('%s: dns_failed', async (_, answers, detail) => {
  expect(await tryCall(answers)).toMatchObject({ code: 'dns_failed', detail, dialled: [] });
});

test('a silent name server ends with the time of the call', async () => {
  const silence = { A: 'silence', AAAA: 'silence' } as const;
  expect(await tryCall(silence, { timeMs: 50 })).toMatchObject({ code: 'timeout', step: 'dns', dialled: [] });
  await server?.stop();
  const signal = AbortSignal.timeout(50);
  expect(await tryCall(silence, { signal })).toMatchObject({ code: 'aborted', step: 'dns', dialled: [] });
});

test('one silent family does not hold up the other for the whole call', async () => {
  const answers = { A: { addresses: [PUBLIC] }, AAAA: 'silence' } as const;
  expect(await tryCall(answers)).toMatchObject({ code: 'connect_failed', dialled: [V4] });
});
