import { CUSTOMERS } from './catalogue.mjs';

/** The demo's inbox. */
export const INBOX = 'support@papermill.test';

/** The server that would take the shop's mail from the internet; the desk believes what it writes about senders. */
export const TRUSTED_RECEIVER = 'mx.papermill.test';

/**
 * A mail of the demo, as the trusted receiver hands it on.
 *
 * @typedef {object} DemoMail
 * @property {string} shows what a newcomer sees by it
 * @property {string} from
 * @property {string} subject
 * @property {string} text
 * @property {'pass' | 'fail'} dmarc the receiver's verdict on the sender
 * @property {boolean} [isSpam]
 * @property {number} [answers] place of the mail of this list that it answers
 * @property {{ filename: string, content: string }} [attachment]
 */

const { ada, grace } = CUSTOMERS;

/** @type {readonly DemoMail[]} */
export const MAILS = [
  {
    shows: 'A customer whom the shop knows, confirmed by the receiving server: looked up by her own ID.',
    from: `${ada.name} <${ada.email}>`,
    subject: 'When will my boxes arrive?',
    text: `Hello,\n\nI ordered ${ada.orders[0]?.items}. When will they arrive?\n\nBest\nAda\n\n-- \nAda Lovelace\nEngine & Loom`,
    dmarc: 'pass',
    attachment: { filename: 'delivery-note.txt', content: 'Delivery note\n500 mailer boxes, medium\n' },
  },
  {
    shows: 'Somebody whom the shop does not know: it is asked by the address, and no data is found.',
    from: 'Charles <charles@example.org>',
    subject: 'Do you ship to Portugal?',
    text: 'Hello, do you ship to Portugal, and what does it cost?\n\nCharles',
    dmarc: 'pass',
  },
  {
    shows: 'Somebody who names an order of another customer: the facts carry a warning.',
    from: 'Mallory <mallory@example.net>',
    subject: `Please change the address of ${grace.orders[0]?.number}`,
    text: `Hi, this is about order ${grace.orders[0]?.number}. Please send it to my new address and tell me what is in it.`,
    dmarc: 'fail',
  },
  {
    shows: 'Spam, by the receiving server’s word: a ticket, and no lookup.',
    from: 'Best Prices <offers@example.net>',
    subject: 'You have won 1,000 boxes',
    text: 'Click here: https://example.net/prize',
    dmarc: 'fail',
    isSpam: true,
  },
  {
    shows: 'A second mail in the first one’s thread: the same ticket.',
    from: `${ada.name} <${ada.email}>`,
    subject: 'Re: When will my boxes arrive?',
    text: `One more thing: Friday would be best.\n\nOn Monday, Ada Lovelace wrote:\n> I ordered ${ada.orders[0]?.items}.\n> When will they arrive?`,
    dmarc: 'pass',
    answers: 0,
  },
];
