// Stands in for your own database and your own login.

/** @typedef {{ id: string, email: string, name: string, plan: string, seats: number, stripeCustomer: string }} Customer */

/** @type {readonly Customer[]} */
const CUSTOMERS = [
  {
    id: 'acct_1815',
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    plan: 'pro',
    seats: 5,
    stripeCustomer: 'cus_AdaEngine1815',
  },
];

/** Who sits behind a session cookie. @type {ReadonlyMap<string, string>} */
const SESSIONS = new Map([['demo', 'acct_1815']]);

/** @param {string} id */
const customerById = (id) => CUSTOMERS.find((customer) => customer.id === id);

/**
 * For the identity endpoint: the person of the request's session.
 * @param {Request} request
 */
export function loggedIn({ headers }) {
  const session = /(?:^|;\s*)session=([^;]+)/.exec(headers.get('Cookie') ?? '')?.[1] ?? '';
  const customer = customerById(SESSIONS.get(session) ?? '');
  if (!customer) return null;
  const { id, email, name, plan, stripeCustomer } = customer;
  return { userDetail: { id, email, name, plan }, integrations: { stripe: { customerId: stripeCustomer } } };
}

/**
 * For Customer Context: the few facts that an agent needs.
 * @param {string} id
 */
export async function facts(id) {
  const customer = customerById(id);
  return customer && { type: 'customer', plan: customer.plan, status: 'active', seats: customer.seats };
}
