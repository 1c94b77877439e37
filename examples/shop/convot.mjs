import { userHash } from 'convot/server';
import { html, raw } from 'hono/html';

/**
 * Everything the shop's pages contain of Convot: the paste, and who is logged in.
 *
 * @typedef {object} ConvotOptions
 * @property {string} app the app's id
 * @property {string} secret the app's verification secret; it never reaches the page, only the hash does
 * @property {string} desk the desk's origin
 * @property {string} stub the inline stub, as the desk's settings show it
 */

/**
 * @param {ConvotOptions} options
 * @param {string} nonce
 * @param {import('./catalogue.mjs').Customer | null} customer
 */
export async function convotTags({ app, secret, desk, stub }, nonce, customer) {
  return html`<script nonce="${nonce}">${raw(stub)}</script>
    <script nonce="${nonce}" async src="${desk}/convot.js" data-app="${app}"></script>
    ${customer ? await identifyTag(secret, nonce, customer) : ''}`;
}

/**
 * @param {string} secret
 * @param {string} nonce
 * @param {import('./catalogue.mjs').Customer} customer
 */
async function identifyTag(secret, nonce, customer) {
  const identity = {
    email: customer.email,
    external_id: customer.id,
    user_hash: await userHash(secret, { external_id: customer.id }),
    custom_data: {
      plan: customer.plan,
      shopify_store: customer.shopifyDomain,
      order_count: customer.orders.length,
      // `null` clears the key of a customer whose trial is over.
      trial_ends_at: customer.trialEndsAt,
      mrr_usd: customer.monthlyUsd,
    },
  };
  return html`<script nonce="${nonce}">
      Convot.identify(${raw(scriptJson(identity))});
    </script>`;
}

/**
 * JSON that cannot close the script element it stands in.
 * @param {unknown} value
 */
function scriptJson(value) {
  return JSON.stringify(value, null, 2).replaceAll('<', '\\u003c');
}

/**
 * What the sealed token tells: `userDetail` for the people who answer, `integrations` for the desk's Actions alone.
 *
 * @param {import('./catalogue.mjs').Customer} customer
 */
export function identityOf(customer) {
  return {
    userDetail: {
      email: customer.email,
      name: customer.name,
      plan: customer.plan,
      id: customer.id,
      company: customer.company,
      customer_since: customer.customerSince,
    },
    integrations: { stripe: { customerId: customer.stripeCustomer } },
  };
}
