import { LOOKUP_ANSWER_BYTES, LOOKUP_TIME_MS } from 'convot/protocol';
import type { LookupFault, LookupFieldFault, LookupReason, LookupStatus } from '../../wire/lookups.js';
import { outgoingRemedies } from './outgoing-en.js';

const SECONDS = LOOKUP_TIME_MS / 1_000;
const KILOBYTES = LOOKUP_ANSWER_BYTES / 1_024;

const MODEL_DOWN = 'Look at the server behind MODEL_URL, then run this again.';
const MODEL_ODD =
  'Run it again. If it stays so, choose another model: this one does not keep to the form that it is asked for.';
const TIGHTEN =
  'Say more plainly under “How to identify the customer” where the value stands: the label before it, how it begins, or its pattern.';

/** What an owner can do about a lookup that found nothing, by the reason's code. */
export const lookupRemedies: Readonly<Record<LookupReason, string>> = {
  instruction_unclear:
    'Name a label, a beginning or a pattern in plain words, as: The account ID is in the body after “Account ID:” and starts with acct_. Or configure a model with MODEL_URL.',
  not_found: `If the message does hold an identifier: ${TIGHTEN.charAt(0).toLowerCase()}${TIGHTEN.slice(1)}`,
  not_in_mail: TIGHTEN,
  model_settings_invalid: 'Correct MODEL_URL, MODEL_NAME and MODEL_KEY where the desk is started.',
  model_unavailable: MODEL_DOWN,
  model_unauthorised: 'Enter a key that the model’s server accepts as MODEL_KEY.',
  model_request_refused: 'Check MODEL_NAME: its server does not take the request.',
  model_rate_limited: 'Wait a minute, or raise the limit with the model’s provider.',
  model_timeout: MODEL_DOWN,
  model_aborted: 'Run it again.',
  model_input_too_large: 'Only very long messages are affected. A model with a larger context reads them too.',
  model_output_invalid: MODEL_ODD,
  model_output_cut: MODEL_ODD,
  timeout: outgoingRemedies.timeout,
  unreachable: `${outgoingRemedies.dns_failed} ${outgoingRemedies.connect_failed}`,
  certificate_invalid: outgoingRemedies.tls_failed,
  address_not_public: outgoingRemedies.host_not_public,
  url_refused: 'Enter the API URL again: a full https address without user name, password or #fragment.',
  redirect: outgoingRemedies.redirect,
  status: outgoingRemedies.status,
  wrong_type: outgoingRemedies.not_json,
  too_large: outgoingRemedies.too_large,
  not_json: outgoingRemedies.not_json,
  not_an_object: 'Answer with one JSON object, as { "plan": "Pro" }: no list, no bare text or number.',
  answer_invalid: `${outgoingRemedies.response_invalid} ${outgoingRemedies.response_cut}`,
  not_enabled: 'Switch on “Enable customer context” in Settings → Customer Context.',
  not_in_plan: 'Choose a plan that includes Customer Context in Settings → Plan.',
  settings_incomplete: 'Fill in the missing fields in Settings → Customer Context.',
  credits_exhausted: 'Wait for the next month, or raise the monthly credits in Settings → Plan.',
  internal: 'Try again. If it stays so, look at the desk’s log.',
};

/** The texts of Settings → Customer Context. */
export const customerContextTexts = {
  title: 'Customer Context',
  hint: 'For each new ticket the desk reads who it is about, asks your own backend once, and shows a few facts beside the conversation.',
  app: 'App',
  no_app: 'Create an app first',
  no_app_hint: 'Customer Context is set up per app.',
  not_owner: 'Only owners can see this',
  not_owner_hint: 'These settings hold the way into your backend. Ask an owner of your organisation.',
  not_in_plan: 'Your plan does not include Customer Context',
  not_in_plan_hint: 'It is part of the Business plan.',
  to_plan: 'See the plans',
  loopback:
    'Development desk: CONVOT_ALLOW_LOOPBACK is on. Endpoints on this very machine may be called, by plain http too. Never run it like this in production.',
  no_model: 'No model configured',
  no_model_hint:
    'The plain reader finds the identifier and the rows are the answer’s own fields. It costs no credits. Set MODEL_URL for an AI that also summarises.',
  with_model: (name: string, host: string) => `Model: ${name} at ${host}`,
  missing: (fields: string) => `Before a lookup can run, fill in: ${fields}.`,

  connection: 'Your endpoint',
  method: 'Method',
  url: 'API URL',
  url_hint: 'The full https address. No redirects, no user name or password in it.',
  parameter: 'Identifier parameter',
  parameter_hint: {
    GET: 'The query parameter that your endpoint reads.',
    POST: 'The key of the JSON body that your endpoint reads.',
  },
  token: 'Bearer token',
  token_new: 'Paste the secret that your endpoint checks. Nobody sees it again once it is saved.',
  token_keep: 'Configured. Leave blank to keep it, or enter a new one to rotate.',
  token_rotate:
    'A new token is sent from the next lookup on. The former is kept until you forget it, so that you can go back.',
  signing_secret: 'Signing secret (optional)',
  signing_new:
    '64 hex characters, as convot keygen prints them. Requests then carry a signature with their time, which your server verifies.',
  signing_keep: 'Configured. Leave blank to keep it, or enter a new one to rotate.',
  signing_rotate: 'While two are kept, each request carries both signatures.',
  entered: 'Entered',
  former: 'The former, entered',
  former_kept: 'is kept.',
  restore: 'Go back to the former',
  restore_title: 'Go back to the former token?',
  restore_body: 'From the next lookup on the former token is sent. The present one is kept in its place.',
  restore_confirm: 'Go back',
  forget: 'Forget the former',
  forget_title: (what: string) => `Forget the former ${what}?`,
  forget_body: 'It is deleted at once. This cannot be undone.',
  forget_confirm: 'Forget it',
  remove: 'Remove',
  remove_title: (what: string) => `Remove the ${what}?`,
  remove_body: 'The present and the former are deleted at once. This cannot be undone.',
  remove_confirm: 'Remove it',
  secret_name: { token: 'bearer token', signing_secret: 'signing secret' },

  instructions: 'In plain language',
  identify: 'How to identify the customer',
  identify_example: 'The account ID is in the body after “Account ID:” and starts with acct_.',
  show: 'What to show in the sidebar',
  show_example: 'Show Plan; Status (Active or Inactive); Seats; Monthly revenue.',
  example: (text: string) => `Example: ${text}`,
  use: 'Use this example',
  exclude_unconfirmed: 'Leave facts of unconfirmed senders out of drafts',
  exclude_unconfirmed_hint:
    'A mail can name somebody else’s account. Such facts always carry a warning and never enter an automatic answer; with this they stay out of suggested drafts too.',
  enable: 'Enable customer context',
  enable_hint: 'From now on each new ticket that is no spam is looked up once.',

  save: 'Save',
  faulty: (count: number) =>
    count === 1
      ? 'Nothing was saved: one field needs a correction.'
      : `Nothing was saved: ${count} fields need a correction.`,
  unsaved: 'Not saved yet',
  leave_title: 'Leave without saving?',
  leave_body: 'What you changed here would be lost.',
  leave: 'Leave',
  stay: 'Stay',

  reading: 'What the plain reader understands',
  not_understood: 'The plain reader does not understand this',
  reading_saved: 'Told anew with each save.',
} as const;

/** What a field is called in a sentence. */
export const lookupFieldNames: Readonly<Record<LookupFault['field'], string>> = {
  enabled: 'Enable customer context',
  method: 'Method',
  url: 'API URL',
  parameter: 'Identifier parameter',
  token: 'Bearer token',
  token_configured: 'Bearer token',
  identify: 'How to identify the customer',
  show: 'What to show in the sidebar',
  signing_secret: 'Signing secret',
};

/** What is wrong with a field and what to do. */
export const lookupFieldFaults: Readonly<Record<LookupFieldFault, string>> = {
  missing: 'Fill this in.',
  too_long: 'This is too long. Shorten it.',
  not_a_choice: 'Choose one of the two.',
  not_a_url: 'This is no full address. Enter one such as https://api.yourapp.com/support-context.',
  not_https: 'Only https:// addresses are called.',
  has_credentials: 'Take the user name and password out of the address. The secret belongs into the token field.',
  has_fragment: 'Take the # and what follows out of the address: a server never receives it.',
  has_parameter: 'The address has the identifier’s parameter already. Take it out, or name another parameter.',
  characters: 'It has characters that are not possible here, perhaps a space or a line break from copying.',
  not_64_hex: 'Enter 64 characters, each 0 to 9 or a to f, as convot keygen prints them.',
};

/** The texts of the test panel. */
export const lookupTestTexts = {
  title: 'Test connection',
  hint: 'Runs one whole lookup on a sample, with the saved settings, whether they are enabled or not. No ticket is touched.',
  subject: 'Sample subject',
  body: 'Sample body',
  sender: 'Sender’s address (optional)',
  default_subject: 'Question about my invoice',
  default_body: 'Hello,\n\nwhy was I charged twice this month?\n\nAccount ID: acct_12ab34cd\n\nThanks, Ada',
  default_sender: 'ada@example.com',
  run: 'Test connection',
  save_and_run: 'Save and test',
  running: 'Testing…',
  free: 'Uses no AI credits: no model is configured.',
  costs: (left: string) => `Calls the model up to twice, which uses AI credits. ${left} left this month.`,
  used: (used: string, left: string) => `${used} used, ${left} left`,
  result: 'Result',
  status: 'Status',
  identifier: 'Identifier',
  none: 'None',
  by: { plain: 'found by the plain reader', model: 'found by the AI model' },
  http: 'HTTP status',
  size: 'Size of the answer',
  credits: 'AI credits',
  all_hold: 'Your endpoint keeps every rule of the contract.',
  empty_hint: 'The identifier is right if it is one of yours; your endpoint has no data for it. Nothing else is wrong.',
  no_rows_hint:
    'Your endpoint answered, but nothing in it fits “What to show in the sidebar”. Compare the names with your JSON.',
  broken_rule: 'What to do',
  detail: 'Detail',
  ended_at: 'Ended at',
  request: 'The request as it was sent',
  no_request: 'No request was sent.',
  timing: 'Time per step',
  step: 'Step',
  time: 'Time',
  extract: 'Finding the identifier',
  fetch: 'Asking your endpoint',
  summarise: 'Choosing what to show',
  total: 'Total',
  not_reached: 'not reached',
  preview: 'As the sidebar shows it',
} as const;

/** The statuses, for the table beside the test panel. */
export const lookupStatusTable: Readonly<Record<LookupStatus, { readonly means: string; readonly remedy: string }>> = {
  ok: {
    means: 'An identifier was found, your endpoint answered, the facts are in the sidebar.',
    remedy: 'Nothing to do. An empty answer {} shows as “No data found”.',
  },
  no_identifier: {
    means: 'The message holds no value that fits your instruction. Your endpoint was not called.',
    remedy: 'Describe more plainly how to find it.',
  },
  fetch_error: {
    means: `Your endpoint was too slow (over ${SECONDS} s), redirected, answered with an error, with something else than a JSON object, or with ${KILOBYTES} KB or more.`,
    remedy: 'Run the test: it names the rule that was broken.',
  },
  skipped_credits: {
    means: 'This month’s AI credits were used up, so nothing was read and nothing called.',
    remedy: 'Raise the credits in Settings → Plan, or wait for the next month.',
  },
  disabled: {
    means: 'Customer Context is switched off, not completely set up, or no longer part of the plan.',
    remedy: 'Complete the settings and switch it on.',
  },
};

/** The heading of the table of statuses. */
export const lookupStatusTitle = 'What each status means';

/** Why a refresh was refused. */
export const refreshTooSoon = 'Somebody asked just now. Wait a few seconds, then refresh again.';
