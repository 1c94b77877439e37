import {
  makeBearerToken,
  makeIdentityKey,
  readBearerToken,
  readIdentityKey,
  readSigningSecret,
  readVerificationSecret,
  signRequest,
} from 'convot/proof';
import { verifySignature } from 'convot/server';
import { describe, expect, test } from 'vitest';
import { CONTEXT_RULES, IDENTITY_RULES } from '../../src/cli/findings.js';
import { RULES } from '../../src/cli/text.js';
import { convot } from './endpoint.js';

const ADDRESS = 'https://shop.example/api';
const KEY = makeIdentityKey();
const TOKEN = makeBearerToken();

describe('convot keygen', () => {
  test('makes four secrets that our own checks take, each with a line that says which is which', async () => {
    const { code, out } = await convot(['keygen']);
    expect(code).toBe(0);
    const [, key, secret, token, signing] =
      /^# Encryption key .+\nCONVOT_ENCRYPTION_KEY=(.+)\n\n# Verification secret .+\nCONVOT_VERIFICATION_SECRET=(.+)\n\n# Bearer token .+\nELKDESK_SUPPORT_TOKEN=(.+)\n\n# Signing secret .+\nCONVOT_SIGNING_SECRET=(.+)$/m.exec(
        out,
      ) ?? [];
    expect([readIdentityKey(key).length, readVerificationSecret(secret).length, readBearerToken(token).length]).toEqual(
      [32, 64, 43],
    );
    expect(readSigningSecret(signing)).toHaveLength(64);
    expect(signing).not.toBe(secret);
  });

  test('writes nothing but comments and variables, so that it may be appended to an environment file', async () => {
    const { out } = await convot(['keygen']);
    for (const line of out.trimEnd().split('\n')) expect(line).toMatch(/^(?:#.*|[A-Z_]+=[\w-]+|)$/);
  });

  test('makes a signing secret by which a desk’s request is signed and our own verifier takes it', async () => {
    const { out } = await convot(['keygen', 'signing-secret', '--json']);
    const secret = JSON.parse(out).CONVOT_SIGNING_SECRET;
    const request = { url: 'https://shop.example/api/support-context?id=acct_1', method: 'GET' } as const;
    const headers = { 'Convot-Signature': await signRequest({ ...request, secrets: [secret] }) };
    expect(await verifySignature({ request: new Request(request.url, { headers }), secret })).toBe(true);
  });

  test('makes others each time, and one alone when it is named', async () => {
    const [first, second] = [
      await convot(['keygen', 'bearer-token', '--json']),
      await convot(['keygen', 'bearer-token', '--json']),
    ];
    expect(Object.keys(JSON.parse(first.out))).toEqual(['ELKDESK_SUPPORT_TOKEN']);
    expect(first.out).not.toBe(second.out);
  });
});

describe('wrong use exits with 2, says what to do and quotes no value', () => {
  const context = ['check', 'context', ADDRESS, '--token-env', 'TOKEN', '--id', 'acct_1'];
  const identity = ['check', 'identity', ADDRESS, '--key-env', 'KEY'];
  test.each<[string, string[], RegExp]>([
    ['no command', [], /keygen and check/],
    ['another command', ['chekc', KEY], /keygen and check/],
    ['another secret', ['keygen', KEY], /keygen makes/],
    ['two secrets', ['keygen', 'bearer-token', 'bearer-token'], /keygen makes/],
    ['no endpoint', ['check'], /identity or context/],
    ['one address too many', [...identity, KEY], /identity or context/],
    ['no address', ['check', 'identity', '--key-env', 'KEY'], /must be an absolute/],
    ['a path as address', ['check', 'identity', '/api', '--key-env', 'KEY'], /must be an absolute/],
    ['another scheme', ['check', 'identity', 'ftp://a.example', '--key-env', 'KEY'], /must be an absolute/],
    ['the key as an argument', ['check', 'identity', ADDRESS, '--key', KEY], /not taken as arguments[\s\S]*--key-env/],
    [
      'the key in an argument',
      ['check', 'identity', ADDRESS, `--key=${KEY}`],
      /not taken as arguments[\s\S]*--key-env/,
    ],
    ['the token as an argument', ['check', 'context', ADDRESS, '--token', TOKEN], /not taken as arguments/],
    ['the key as name', ['check', 'identity', ADDRESS, '--key-env', KEY], /not set/],
    ['no key', ['check', 'identity', ADDRESS], /--key-env is missing/],
    ['an unset variable', ['check', 'identity', ADDRESS, '--key-env', 'NONE'], /--key-env names is not set/],
    ['a key of another kind', ['check', 'identity', ADDRESS, '--key-env', 'TOKEN'], /encryption key has characters/],
    ['a short token', ['check', 'context', ADDRESS, '--token-env', 'SHORT', '--id', 'a'], /bearer token must have 32/],
    ['a signing secret of another kind', [...context, '--signing-env', 'SHORT'], /signing secret has characters/],
    ['no id', ['check', 'context', ADDRESS, '--token-env', 'TOKEN'], /--id is missing/],
    ['an id that no desk sends', [...context.slice(0, -1), "a'b"], /letters, digits/],
    ['another method', [...context, '--method', 'DELETE'], /GET or POST/],
    ['two cookies', [...identity, '--cookie', 'a=b', '--cookie-env', 'C'], /not both/],
    ['an option of the other endpoint', [...identity, '--id', 'acct_1'], /--id is unknown/],
    ['an unknown option', [...identity, '--verbose'], /--verbose is unknown/],
    [
      'an option without value',
      ['check', 'identity', ADDRESS, '--key-env'],
      /--key-env.* is unknown here, or its value/,
    ],
  ])('%s', async (_, args, expected) => {
    const { code, out, err } = await convot(args, { KEY, TOKEN, SHORT: 'hunter2-hunter2', C: 'a=b' });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(expected);
    expect(err).toContain('--help');
    for (const secret of [KEY, TOKEN, 'hunter2']) expect(err).not.toContain(secret);
  });
});

test('--help names every option and --version the version', async () => {
  const { code, out } = await convot(['--help']);
  expect(code).toBe(0);
  for (const word of [
    'keygen',
    'check identity',
    'check context',
    '--key-env',
    '--token-env',
    '--signing-env',
    '--cookie',
    '--json',
    '--strict',
  ]) {
    expect(out).toContain(word);
  }
  expect(await convot(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
});

test('every rule has its sentence and its remedy, and no sentence is left over', () => {
  const rules = new Set<string>([...IDENTITY_RULES, ...CONTEXT_RULES]);
  expect(new Set(Object.keys(RULES))).toEqual(rules);
});
