import { makeIdentityKey, openToken } from 'convot/proof';
import { beforeAll, describe, expect, test, vi } from 'vitest';

const key = makeIdentityKey();
const ask = (Cookie?: string) =>
  new Request('https://shop.example/api/megadesk-identity', Cookie === undefined ? {} : { headers: { Cookie } });

describe('a Next-style route that builds its token with jose alone', () => {
  let GET: (request: Request) => Promise<Response>;
  beforeAll(async () => {
    vi.stubEnv('MEGADESK_IDENTITY_SECRET', key);
    ({ GET } = await import('../../examples/next-identity/route.js'));
    return () => vi.unstubAllEnvs();
  });

  test('answers a token that the desk opens', async () => {
    const response = await GET(ask('theme=dark; session=demo'));
    const { identity } = await response.json();
    const opened = await openToken(identity, { keys: [{ key }], audience: 'app_1' });
    expect(opened.userDetail).toEqual({
      id: 'user_1906',
      email: 'grace@example.com',
      name: 'Grace Hopper',
      plan: 'pro',
    });
    expect(opened.integrations).toEqual({ stripe: { customerId: 'cus_GraceNano1906' } });
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  test.each([undefined, 'session=unknown', 'other_session=demo'])('answers null to %s', async (cookie) => {
    expect(await (await GET(ask(cookie))).json()).toEqual({ identity: null });
  });
});
