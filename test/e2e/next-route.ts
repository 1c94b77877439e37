import { AsyncLocalStorage } from 'node:async_hooks';
import { EncryptJWT } from 'jose';

/** The request at hand, as Next keeps it for its `cookies()`. */
const current = new AsyncLocalStorage<Request>();

/** Stands in for `next/headers`. */
async function cookies() {
  const header = current.getStore()?.headers.get('Cookie') ?? '';
  const all = new Map(header.split(/;\s*/).map((each) => each.split('=', 2) as [string, string]));
  return {
    get(name: string) {
      const value = all.get(name);
      return value === undefined ? undefined : { name, value };
    },
  };
}

/** Stands in for `next/server`. */
const NextResponse = { json: (body: unknown) => Response.json(body) };

const LOGGED_IN = new Map([
  ['s1', { id: 'user_next', email: 'kay@example.com', name: 'Kay McNulty', plan: 'team', stripe: 'cus_NextKay1921' }],
]);

/**
 * A route as a Next customer has it who read the Megadesk document and nothing of this package: jose alone, a key from
 * the settings, no audience and no key id.
 */
export function nextRoute(key: string): (request: Request) => Promise<Response> {
  async function GET() {
    const session = (await cookies()).get('session')?.value;
    const user = LOGGED_IN.get(session ?? '');
    if (!user) return NextResponse.json({ identity: null });
    const { id, email, name, plan, stripe } = user;
    const sealed = new EncryptJWT({
      userDetail: { email, name, plan, id },
      integrations: { stripe: { customerId: stripe } },
    });
    sealed.setProtectedHeader({ alg: 'dir', enc: 'A128GCM' }).setIssuedAt().setExpirationTime('1h');
    return NextResponse.json({ identity: await sealed.encrypt(Buffer.from(key, 'hex')) });
  }
  return (request) => current.run(request, GET);
}
