// Writes identity-tokens.json: `node test/vectors/make-identity-tokens.mjs`. Made with Node's own cipher and by hand,
// without the library that opens them, and with fixed nonces, so that each run writes the same file.
import { createCipheriv, createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

const NOW = 1_800_000_000;
const CURRENT = { kid: 'key_current', key: '00112233445566778899aabbccddeeff' };
const PREVIOUS = { kid: 'key_previous', key: 'ffeeddccbbaa99887766554433221100' };
const STRANGER = '0f0e0d0c0b0a09080706050403020100';
const DIR = { alg: 'dir', enc: 'A128GCM' };
const TIMES = { iat: NOW - 10, exp: NOW + 3_590 };
const ADA = { userDetail: { email: 'ada@example.com', id: 'user_1815' }, ...TIMES };

const base64url = (/** @type {import('node:crypto').BinaryLike} */ bytes) =>
  Buffer.from(/** @type {never} */ (bytes)).toString('base64url');

/**
 * RFC 7516 §5.1 with `dir` (RFC 7518 §4.5): the encrypted key is empty, the header is the associated data.
 * @param {string | object} payload
 * @param {{ header?: object, key?: string, bytes?: (plaintext: Buffer) => Buffer }} options
 */
function seal(payload, { header = DIR, key = CURRENT.key, bytes = (plaintext) => plaintext } = {}) {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const protectedHeader = base64url(JSON.stringify(header));
  const iv = createHash('sha256').update(protectedHeader).update(text).digest().subarray(0, 12);
  const cipher = createCipheriv('aes-128-gcm', Buffer.from(key, 'hex'), iv).setAAD(Buffer.from(protectedHeader));
  const ciphertext = Buffer.concat([cipher.update(bytes(Buffer.from(text))), cipher.final()]);
  return [protectedHeader, '', iv, ciphertext, cipher.getAuthTag()]
    .map((part) => (typeof part === 'string' ? part : base64url(part)))
    .join('.');
}

/**
 * @param {string} token
 * @param {number} place of its five parts
 * @param {(part: string) => string} change
 */
const alter = (token, place, change) =>
  token
    .split('.')
    .map((part, at) => (at === place ? change(part) : part))
    .join('.');
const flip = (/** @type {string} */ part) => (part.startsWith('A') ? 'B' : 'A') + part.slice(1);

const good = seal(ADA);
const opened = { userDetail: ADA.userDetail, integrations: {}, ...TIMES };

const opens = [
  [
    'the Megadesk document’s header and roots',
    seal({ ...ADA, integrations: { stripe: { customerId: 'cus_1' } } }),
    { ...opened, integrations: { stripe: { customerId: 'cus_1' } } },
  ],
  ['kid names the current key', seal(ADA, { header: { ...DIR, kid: CURRENT.kid } }), opened],
  ['kid names the previous key', seal(ADA, { header: { ...DIR, kid: PREVIOUS.kid }, key: PREVIOUS.key }), opened],
  ['the previous key without a kid', seal(ADA, { key: PREVIOUS.key }), opened],
  ['header parameters that say nothing new', seal(ADA, { header: { ...DIR, typ: 'JWT', cty: 'json' } }), opened],
  ['aud is the app', seal({ ...ADA, aud: 'app_1' }), opened],
  ['aud contains the app', seal({ ...ADA, aud: ['other', 'app_1'] }), opened],
  ['sub', seal({ ...ADA, sub: 'user_7' }), { ...opened, sub: 'user_7' }],
  ['unknown roots and claims are ignored', seal({ ...ADA, iss: 'shop', roles: ['admin'], trust: 'verified' }), opened],
  ['no roots at all', seal(TIMES), { userDetail: {}, integrations: {}, ...TIMES }],
  [
    'text of any language',
    seal({ ...ADA, userDetail: { name: 'Ада 阿达 🧮' } }),
    { ...opened, userDetail: { name: 'Ада 阿达 🧮' } },
  ],
  [
    'exp in ten years, as long as iat is fresh',
    seal({ ...ADA, exp: NOW + 315_360_000 }),
    { ...opened, exp: NOW + 315_360_000 },
  ],
  ['iat a minute ahead', seal({ ...ADA, iat: NOW + 60 }), { ...opened, iat: NOW + 60 }],
  ['exp less than a minute ago', seal({ ...ADA, exp: NOW - 59 }), { ...opened, exp: NOW - 59 }],
  ['an hour and a minute old', seal({ ...ADA, iat: NOW - 3_660 }), { ...opened, iat: NOW - 3_660 }],
  ['nbf a minute ahead', seal({ ...ADA, nbf: NOW + 60 }), opened],
];

const raw = (/** @type {Record<string, string>} */ claims) =>
  `{${Object.entries({ userDetail: '{}', iat: `${TIMES.iat}`, exp: `${TIMES.exp}`, ...claims })
    .map(([name, json]) => `"${name}":${json}`)
    .join()}}`;

const refused = [
  ['one character above 16 KB', good + 'A'.repeat(16_385 - good.length), 'too_large'],
  ['nothing', '', 'not_a_token'],
  ['a word', 'null', 'not_a_token'],
  ['three parts, as a signed token has', good.split('.').slice(0, 3).join('.'), 'not_a_token'],
  ['six parts', `${good}.AAAA`, 'not_a_token'],
  ['a header that is not base64url', alter(good, 0, () => '???'), 'not_a_token'],
  ['a header that is not JSON', alter(good, 0, () => base64url('dir')), 'not_a_token'],
  ['a header that is an array', alter(good, 0, () => base64url('[]')), 'not_a_token'],
  ['an encrypted key, which dir has not', alter(good, 1, () => 'AAAA'), 'not_a_token'],
  ['no nonce', alter(good, 2, () => ''), 'not_a_token'],
  ['a nonce of four bytes', alter(good, 2, (part) => part.slice(0, 6)), 'not_a_token'],
  ['a tag of four bytes', alter(good, 4, (part) => part.slice(0, 6)), 'not_a_token'],
  ['no tag', alter(good, 4, () => ''), 'not_a_token'],
  ['an extension that must be understood', seal(ADA, { header: { ...DIR, crit: ['b64'], b64: false } }), 'not_a_token'],
  ['a kid that is not text', seal(ADA, { header: { ...DIR, kid: 7 } }), 'not_a_token'],
  ['a wrapped key', seal(ADA, { header: { ...DIR, alg: 'A128KW' } }), 'wrong_algorithm'],
  [
    'a password',
    seal(ADA, { header: { ...DIR, alg: 'PBES2-HS256+A128KW', p2c: 2_000_000_000, p2s: 'AAAAAAAAAAA' } }),
    'wrong_algorithm',
  ],
  ['no algorithm', seal(ADA, { header: { enc: 'A128GCM' } }), 'wrong_algorithm'],
  ['a public key’s algorithm', seal(ADA, { header: { ...DIR, alg: 'RSA-OAEP' } }), 'wrong_algorithm'],
  ['another cipher', seal(ADA, { header: { ...DIR, enc: 'A256GCM' } }), 'wrong_algorithm'],
  ['another mode', seal(ADA, { header: { ...DIR, enc: 'A128CBC-HS256' } }), 'wrong_algorithm'],
  ['alg as an array', seal(ADA, { header: { ...DIR, alg: ['dir'] } }), 'wrong_algorithm'],
  ['compressed', seal(ADA, { header: { ...DIR, zip: 'DEF' }, bytes: deflateRawSync }), 'compressed'],
  [
    'a bomb: 12 MB in 16 KB',
    seal(raw({ x: `"${' '.repeat(12_000_000)}"` }), {
      header: { ...DIR, zip: 'DEF' },
      bytes: (plaintext) => deflateRawSync(plaintext),
    }),
    'compressed',
  ],
  ['a kid that the app has not', seal(ADA, { header: { ...DIR, kid: 'key_ended' } }), 'unknown_key'],
  ['a stranger’s key', seal(ADA, { key: STRANGER }), 'wrong_key'],
  ['a stranger’s key under our kid', seal(ADA, { header: { ...DIR, kid: CURRENT.kid }, key: STRANGER }), 'wrong_key'],
  [
    'the previous key under the current kid',
    seal(ADA, { header: { ...DIR, kid: CURRENT.kid }, key: PREVIOUS.key }),
    'wrong_key',
  ],
  ['another ciphertext', alter(good, 3, flip), 'wrong_key'],
  ['another tag', alter(good, 4, flip), 'wrong_key'],
  ['another nonce', alter(good, 2, flip), 'wrong_key'],
  ['another header', alter(good, 0, () => base64url(JSON.stringify({ ...DIR, kid: CURRENT.kid }))), 'wrong_key'],
  ['a payload that is not JSON', seal('hello'), 'bad_payload'],
  ['a payload that is not UTF-8', seal(ADA, { bytes: () => Buffer.from([0x22, 0xff, 0x22]) }), 'bad_payload'],
  ['a payload that is an array', seal('[]'), 'bad_payload'],
  ['a payload that is null', seal('null'), 'bad_payload'],
  ['userDetail is an array', seal({ ...ADA, userDetail: [] }), 'bad_payload'],
  ['userDetail is null', seal({ ...ADA, userDetail: null }), 'bad_payload'],
  ['userDetail is text', seal({ ...ADA, userDetail: 'ada' }), 'bad_payload'],
  ['integrations is text', seal({ ...ADA, integrations: 'stripe' }), 'bad_payload'],
  ['no iat', seal({ userDetail: {}, exp: TIMES.exp }), 'missing_claim'],
  ['no exp', seal({ userDetail: {}, iat: TIMES.iat }), 'missing_claim'],
  ['iat is text', seal(raw({ iat: `"${TIMES.iat}"` })), 'bad_claim'],
  ['iat is null', seal(raw({ iat: 'null' })), 'bad_claim'],
  ['exp is infinite', seal(raw({ exp: '1e400' })), 'bad_claim'],
  ['iat is minus infinite', seal(raw({ iat: '-1e400' })), 'bad_claim'],
  ['exp is a fraction', seal(raw({ exp: `${TIMES.exp}.5` })), 'bad_claim'],
  ['nbf is text', seal(raw({ nbf: '"now"' })), 'bad_claim'],
  ['sub is a number', seal({ ...ADA, sub: 7 }), 'bad_claim'],
  ['expired a minute ago', seal({ ...ADA, exp: NOW - 60 }), 'expired'],
  ['an hour and 61 seconds old', seal({ ...ADA, iat: NOW - 3_661 }), 'too_old'],
  ['issued 61 seconds ahead', seal({ ...ADA, iat: NOW + 61 }), 'issued_in_future'],
  ['issued in the year 9999', seal({ ...ADA, iat: 253_402_300_799, exp: 253_402_300_800 }), 'issued_in_future'],
  ['nbf 61 seconds ahead', seal({ ...ADA, nbf: NOW + 61 }), 'not_yet_valid'],
  ['aud is another app', seal({ ...ADA, aud: 'app_2' }), 'wrong_audience'],
  ['aud is a prefix', seal({ ...ADA, aud: 'app_' }), 'wrong_audience'],
  ['aud is an empty list', seal({ ...ADA, aud: [] }), 'wrong_audience'],
  ['aud is null', seal({ ...ADA, aud: null }), 'wrong_audience'],
];

const vectors = {
  about:
    'Compact JWE (RFC 7516 §7.1), dir (RFC 7518 §4.5) and A128GCM (§5.3), claims of RFC 7519 §4.1. Written by make-identity-tokens.mjs.',
  now: NOW,
  audience: 'app_1',
  keys: [CURRENT, PREVIOUS],
  opens: opens.map(([name, token, payload]) => ({ name, token, payload })),
  refused: refused.map(([name, token, reason]) => ({ name, reason, token })),
};
writeFileSync(new URL('identity-tokens.json', import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
