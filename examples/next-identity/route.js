// A Next.js route handler, app/api/megadesk-identity/route.js, for backends that use jose alone.
// With `convot/server` it is one call: `export const GET = identityRoute({ app, key, user })`.
import { EncryptJWT } from 'jose';

/** The encryption key as the desk's settings show it: 32 hex characters, in this server's environment alone. */
const { MEGADESK_IDENTITY_SECRET = '' } = process.env;

/** @param {Request} request */
export async function GET(request) {
  const person = await loggedIn(request);
  const identity = person ? await seal(person) : null;
  // Who is logged in is for this browser at this moment: nothing may keep the answer.
  return Response.json({ identity }, { headers: { 'Cache-Control': 'no-store' } });
}

/** @typedef {{ id: string, email: string, name: string, plan: string, stripeCustomer: string }} Person */

/** @param {Person} person */
function seal({ id, email, name, plan, stripeCustomer }) {
  return new EncryptJWT({
    userDetail: { id, email, name, plan },
    integrations: { stripe: { customerId: stripeCustomer } },
  })
    .setProtectedHeader({ alg: 'dir', enc: 'A128GCM' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .encrypt(Buffer.from(MEGADESK_IDENTITY_SECRET, 'hex'));
}

/**
 * Stands in for your own login: a session cookie, and whose session that is.
 *
 * @param {Request} request
 * @returns {Promise<Person | null>}
 */
async function loggedIn(request) {
  const session = /(?:^|;\s*)session=([^;]+)/.exec(request.headers.get('Cookie') ?? '')?.[1];
  return SESSIONS.get(session ?? '') ?? null;
}

const SESSIONS = new Map([
  [
    'demo',
    {
      id: 'user_1906',
      email: 'grace@example.com',
      name: 'Grace Hopper',
      plan: 'pro',
      stripeCustomer: 'cus_GraceNano1906',
    },
  ],
]);
