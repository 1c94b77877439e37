import { createHmac } from 'node:crypto';
import { ConfigurationError, makeSigningSecret, readSigningSecret, signRequest, verifyRequest } from 'convot/proof';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const secret = '00112233445566778899aabbccddeeff'.repeat(2);
const other = makeSigningSecret();
const now = 1_700_000_000;
const url = 'https://shop.example/api/support-context?plan=pro&id=acct_1';
const get = { method: 'GET', url };
const post = { method: 'POST', url, body: '{"id":"acct_1"}' };

const sign = (parts: typeof get & { body?: string }, secrets = [secret]) => signRequest({ ...parts, secrets, now });
const verify = (
  signature: string | null | undefined,
  changed: Partial<Parameters<typeof verifyRequest>[0]> = {},
): Promise<string | null> => verifyRequest({ ...post, secrets: [secret], signature, now, ...changed });

describe('a signature is HMAC-SHA256 over the time, a dot and', () => {
  test('the raw body; one line of openssl computes the same', async () => {
    expect(await sign(post)).toBe(`t=${now},v1=e44425c37363578da3e5438821ee630aab75b9cbd208f4d95999e32412b05f51`);
  });

  test('the raw query of a GET, without its question mark', async () => {
    const expected = `t=${now},v1=22b02681d1df00a9164099b67dee4953c537949c79a9c5b3a86ea5d147813c52`;
    expect(await sign(get)).toBe(expected);
    expect(await signRequest({ method: 'head', url: new URL(url), secrets: [secret], now })).toBe(expected);
  });

  test('nothing, where there is neither', async () => {
    const expected = `t=${now},v1=327f97810d18fe2bc73620a188ca2c119f82937e73cc118591ff7cbe74564a8b`;
    expect(await sign({ method: 'GET', url: 'https://shop.example/' })).toBe(expected);
    expect(await sign({ method: 'DELETE', url })).toBe(expected);
  });

  test('the bytes as they are, whatever text they would be', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (body) => {
        const signature = await signRequest({ ...post, body, secrets: [secret], now });
        const expected = createHmac('sha256', secret).update(`${now}.`).update(body).digest('hex');
        expect(signature).toBe(`t=${now},v1=${expected}`);
        expect(await verify(signature, { body })).toBeNull();
      }),
      { numRuns: 50 },
    );
  });
});

describe('a signature is accepted', () => {
  test('with its own request', async () => {
    expect(await verify(await sign(post))).toBeNull();
    expect(await verify(await sign(get), get)).toBeNull();
  });

  test('while either end rotates: two secrets sign, two are live', async () => {
    expect(await verify(await sign(post, [other, secret]))).toBeNull();
    expect(await verify(await sign(post, [secret]), { secrets: [other, secret] })).toBeNull();
    expect(await verify(await sign(post, [secret]), { secrets: [other] })).toBe('wrong');
  });

  test('beside schemes that nobody knows yet, and with spaces', async () => {
    const [time, v1] = (await sign(post)).split(',');
    expect(await verify(`${time}, v2=abc, ${v1}`)).toBeNull();
  });

  test.each([
    [0, null],
    [300, null],
    [301, 'expired'],
    [-300, null],
    [-301, 'in_future'],
  ])('%i s after it was made: %s', async (later, expected) => {
    expect(await verify(await sign(post), { now: now + later })).toBe(expected);
  });

  test('for as long as the caller says', async () => {
    expect(await verify(await sign(post), { now: now + 10, toleranceS: 10 })).toBeNull();
    expect(await verify(await sign(post), { now: now + 11, toleranceS: 10 })).toBe('expired');
    expect(await verify(await sign(post), { now: now + 1, toleranceS: 0 })).toBe('expired');
  });
});

describe('a signature is refused', () => {
  test('when anything that it signs has changed', async () => {
    const signature = await sign(post);
    expect(await verify(signature, { body: '{"id":"acct_2"}' })).toBe('wrong');
    expect(await verify(signature, { body: `${post.body} ` })).toBe('wrong');
    expect(await verify(signature, { body: null })).toBe('wrong');
    expect(await verify(await sign(get), { ...get, url: url.replace('acct_1', 'acct_2') })).toBe('wrong');
    expect(await verify(await sign(get), { ...get, url: url.replace('plan=pro&', '') })).toBe('wrong');
    expect(await verify(signature.replace(`t=${now}`, `t=${now + 1}`))).toBe('wrong');
  });

  test('with one bit of it turned round', async () => {
    const signature = await sign(post);
    for (let place = signature.length - 64; place < signature.length; place += 1) {
      const flipped = (Number.parseInt(signature[place] ?? '', 16) ^ 1).toString(16);
      expect(await verify(signature.slice(0, place) + flipped + signature.slice(place + 1))).toBe('wrong');
    }
  });

  test('an old one that nobody signed tells no more than a new one', async () => {
    expect(await verify(`t=1,v1=${'0'.repeat(64)}`)).toBe('wrong');
  });

  const hex = '0'.repeat(64);
  test.each([
    [null, 'missing'],
    [undefined, 'missing'],
    ['', 'missing'],
    ['v1', 'unreadable'],
    [`v1=${hex}`, 'unreadable'],
    [`t=${now}`, 'unreadable'],
    [`t=,v1=${hex}`, 'unreadable'],
    [`t=-1,v1=${hex}`, 'unreadable'],
    [`t=1e9,v1=${hex}`, 'unreadable'],
    [`t=1.5,v1=${hex}`, 'unreadable'],
    [`t=1234567890123,v1=${hex}`, 'unreadable'],
    [`t=${now},t=${now},v1=${hex}`, 'unreadable'],
    [`t=${now},v1=${hex.slice(1)}`, 'unreadable'],
    [`t=${now},v1=${hex}0`, 'unreadable'],
    [`t=${now},v1=${hex.slice(1)}g`, 'unreadable'],
    [`t=${now},v0=${hex}`, 'unreadable'],
    [`t=${now};v1=${hex}`, 'unreadable'],
    [`t=${now},${`v1=${hex},`.repeat(20)}`, 'unreadable'],
  ])('%s: %s', async (signature, reason) => {
    expect(await verify(signature)).toBe(reason);
  });

  test('whatever text it is, by a reason and never by an error', async () => {
    const known = ['missing', 'unreadable', 'wrong'];
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.stringMatching(/^t=\d{0,14},v1=[0-9a-f]{60,68}$/)), async (text) => {
        expect(known).toContain(await verify(text));
      }),
    );
  });
});

describe('wrong use is told without the secret', () => {
  test.each([
    ['no secret', [], 'missing'],
    ['an empty one', [''], 'missing'],
    ['a short one', [secret.slice(1)], 'wrong_length'],
    ['an encryption key', [secret.slice(32)], 'other_kind'],
    ['a wrong second one', [secret, 'hunter2'], 'not_hex'],
  ])('%s', async (_, secrets, code) => {
    for (const work of [signRequest({ ...post, secrets }), verifyRequest({ ...post, secrets, signature: null })]) {
      const error = await work.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error).toMatchObject({ code });
      expect(String(error)).not.toMatch(/0011|hunter/);
    }
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a tolerance of %d seconds', async (toleranceS) => {
    await expect(verify(await sign(post), { toleranceS })).rejects.toMatchObject({ code: 'option_invalid' });
  });

  test('a made secret is acceptable', () => {
    expect(readSigningSecret(makeSigningSecret())).toMatch(/^[0-9a-f]{64}$/);
  });
});
