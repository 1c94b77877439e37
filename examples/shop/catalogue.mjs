/** What the shop sells, and the two customers of the demo. A real shop asks its database. */

/**
 * @typedef {object} Product
 * @property {string} name
 * @property {string} text
 * @property {string} price
 * @property {import('./pages/artwork.mjs').Motif} motif
 */

/** @type {readonly Product[]} */
export const PRODUCTS = [
  { name: 'Mailer box', text: 'Kraft board, closes without tape. Three sizes.', price: '€0.62', motif: 'box' },
  {
    name: 'Tissue paper',
    text: 'Eighteen colours, acid-free, your pattern on request.',
    price: '€0.09',
    motif: 'tissue',
  },
  { name: 'Paper tape', text: 'Sticks with water, leaves with the box to recycling.', price: '€4.90', motif: 'tape' },
  { name: 'Thank-you cards', text: 'Cotton paper with room for a line by hand.', price: '€0.31', motif: 'card' },
  { name: 'Sticker sheets', text: 'Round or square, printed from ten sheets up.', price: '€1.20', motif: 'stickers' },
  {
    name: 'Padded envelope',
    text: 'Paper inside paper: no plastic, same protection.',
    price: '€0.44',
    motif: 'envelope',
  },
];

/**
 * @typedef {object} Customer
 * @property {string} id
 * @property {string} email
 * @property {string} name
 * @property {string} company
 * @property {'free' | 'pro'} plan
 * @property {string} shopifyDomain
 * @property {number} monthlyUsd
 * @property {string | null} trialEndsAt
 * @property {string} customerSince
 * @property {string} stripeCustomer
 * @property {readonly { readonly number: string, readonly placed: string, readonly items: string, readonly state: string }[]} orders
 */

/** @type {Readonly<Record<'ada' | 'grace', Customer>>} */
export const CUSTOMERS = {
  ada: {
    id: 'user_1815',
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    company: 'Engine & Loom',
    plan: 'pro',
    shopifyDomain: 'engine-and-loom.myshopify.com',
    monthlyUsd: 99,
    trialEndsAt: null,
    customerSince: '2023-12-10',
    stripeCustomer: 'cus_AdaEngine1815',
    orders: [
      { number: 'P-2041', placed: '2026-06-02', items: '500 mailer boxes, medium', state: 'On its way' },
      { number: 'P-1987', placed: '2026-05-11', items: '40 rolls of paper tape', state: 'Delivered' },
      { number: 'P-1802', placed: '2026-03-27', items: '1,000 thank-you cards', state: 'Delivered' },
    ],
  },
  grace: {
    id: 'user_1906',
    email: 'grace@example.com',
    name: 'Grace Hopper',
    company: 'Nanosecond Goods',
    plan: 'free',
    shopifyDomain: 'nanosecond-goods.myshopify.com',
    monthlyUsd: 0,
    trialEndsAt: '2026-12-31',
    customerSince: '2026-06-01',
    stripeCustomer: 'cus_GraceNano1906',
    orders: [{ number: 'P-2038', placed: '2026-06-01', items: '25 sample envelopes', state: 'Packing' }],
  },
};

/** @typedef {keyof typeof CUSTOMERS} Login */

/**
 * @param {unknown} value
 * @returns {value is Login}
 */
export function isLogin(value) {
  return typeof value === 'string' && Object.hasOwn(CUSTOMERS, value);
}
