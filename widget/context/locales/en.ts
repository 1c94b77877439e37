import { lookupEn } from './lookup-en.js';

/** Every text of the sidebar in English. */
export const en = {
  title: 'Customer',
  nobody: 'Nobody named yet',
  nobody_hint: 'The visitor is a guest. As soon as the page says who it is, their details appear here.',
  no_name: 'No name given',
  email: 'Email',
  name: 'Name',
  external_id: 'External ID',
  user_detail: 'User details',
  user_detail_empty: 'No further details came with an identity token.',
  custom_data: 'Custom data',
  custom_data_empty: 'The app has sent no custom data.',
  updated: (rows: string) => `Updated: ${rows}`,

  source_token: 'Sealed token',
  source_identify_verified: 'Verified identify',
  source_identify_unverified: 'Unverified identify',
  source_ticket_form: 'Ticket form',
  source_email: 'Email sender',
  source_agent: 'Agent',
  source_unknown: 'Unknown source',
  short_token: 'Token',
  short_identify_verified: 'Verified',
  short_identify_unverified: 'Unverified',
  short_ticket_form: 'Form',
  short_email: 'Email',
  short_agent: 'Agent',
  short_unknown: 'Unknown',
  explain_token: 'Sealed by the customer’s server. The visitor cannot have changed it.',
  explain_identify_verified: 'Sent by the page with a right signature.',
  explain_identify_unverified: 'Sent by the page without proof. Anybody could have typed it.',
  explain_ticket_form: 'Typed by the visitor into the ticket form. Nothing proves it.',
  explain_email: 'Written in the sender line of an email. Nothing proves it.',
  explain_agent: 'Entered by a member of your organisation.',
  explain_unknown: 'This desk does not say where the value came from.',

  previous: 'Changed',
  previous_of: (key: string) => `previous value of ${key}`,
  before: (value: string) => `Before: ${value}`,

  yes: 'Yes',
  no: 'No',
  empty_text: 'Empty',
  empty_list: 'Empty list',
  empty_object: 'No fields',
  not_set: 'Not set',
  unreadable: 'Cannot be shown',
  show_more: 'Show more',
  show_less: 'Show less',
  opens_site: (value: string) => `${value} (opens in a new tab)`,

  copy: (key: string) => `Copy ${key}`,
  copied: 'Copied',
  copy_failed: 'The browser did not allow copying. Select the value and copy it yourself.',

  lookup: lookupEn,
} as const;

/** A table of texts: the keys of {@link en}. */
export type ContextTexts = {
  readonly [K in keyof typeof en]: (typeof en)[K] extends string ? string : (typeof en)[K];
};
