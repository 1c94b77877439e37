import { contextRoute } from 'convot/server';
import { CUSTOMERS } from './catalogue.mjs';

/** The settings in the desk that fit this route: how its identifiers look in a message, and what is worth showing. */
export const SUPPORT_CONTEXT = {
  path: '/api/support-context',
  parameter: 'id',
  identify:
    "If there is an order number such as P-2041, use it. Otherwise use the contact's external ID. " +
    "If there is none, use the sender's email address.",
  show:
    "If it's a customer, show Plan; Monthly revenue; Signed up (customerSince); Orders; Last order; " +
    "Logged in (Yes or No). If it's an order, show Number; State; Items; Placed; Customer.",
};

/** @typedef {import('./catalogue.mjs').Customer} Customer */

/**
 * What the desk asks for a customer's facts: a few of them, read and never written, by the number of an order, or
 * by the customer's id or address. All travel through one parameter; their form tells them apart.
 *
 * @param {object} options
 * @param {string} options.token the bearer token; the desk's settings hold the same
 * @param {(customer: Customer) => boolean} options.isLoggedIn
 */
export function supportContext({ token, isLoggedIn }) {
  const customers = Object.values(CUSTOMERS);
  return contextRoute({
    token,
    pattern: /user_\d+|P-\d+|[^@]+@[^@]+/i,
    find: (identifier) => {
      const customer = customers.find(({ id, email }) => id === identifier || email === identifier.toLowerCase());
      if (customer) return customerFacts(customer, isLoggedIn(customer));
      const number = identifier.toUpperCase();
      const sold = customers.flatMap(({ name, orders }) => orders.map((order) => ({ name, order })));
      const found = sold.find(({ order }) => order.number === number);
      return found ? orderFacts(found) : null;
    },
  });
}

/** @param {Customer} customer @param {boolean} loggedIn */
function customerFacts({ id, plan, monthlyUsd, trialEndsAt, customerSince, orders }, loggedIn) {
  const [last] = orders;
  return {
    type: 'customer',
    plan,
    monthlyRevenue: `$${monthlyUsd}`,
    customerSince,
    trialEndsAt,
    orders: orders.length,
    lastOrder: last && `${last.number}, ${last.state.toLowerCase()}`,
    loggedIn,
    links: [{ label: 'View in admin', url: `https://admin.papermill.example/customers/${id}` }],
  };
}

/** @param {{ name: string, order: Customer['orders'][number] }} sold */
function orderFacts({ name, order: { number, state, items, placed } }) {
  const links = [{ label: 'View in admin', url: `https://admin.papermill.example/orders/${number}` }];
  return { type: 'order', number, state, items, placed, customer: name, links };
}
