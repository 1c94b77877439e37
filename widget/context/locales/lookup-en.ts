import type { ContextLookupChange, ContextLookupStatus } from '../lookup/types.js';

/** The texts of a lookup in English. */
export const lookupEn = {
  title: 'Customer Context',
  running: 'Asking your system…',
  none: 'Nothing has been looked up for this ticket.',
  done: 'Lookup finished',

  refresh: 'Refresh',
  refresh_wait: 'Just asked. Refresh is possible again in a few seconds.',
  refresh_running: 'A lookup is running already.',

  unconfirmed: 'Not confirmed for this sender',
  unconfirmed_hint:
    'Nothing proves that this account is the sender’s: its identifier was only named in the text. Share none of these facts before you know who is asking.',

  looked_up: 'Looked up',
  read_by: { plain: 'found by the plain reader', model: 'found by the AI model' },
  took: (ms: string) => `took ${ms}`,
  not_in_answer: (labels: string) => `Asked for, but not in the answer: ${labels}`,
  raw: (value: string) => `As answered: ${value}`,
  at_path: (path: string) => `at ${path}`,
  no_rows: 'The answer has nothing of what was asked for.',
  links: 'Links',
  opens: (label: string, host: string) => `${label}, at ${host} (opens in a new tab)`,

  changes: 'Changed since the answer before',
  change: { added: 'new', removed: 'gone', changed: 'changed' } satisfies Record<ContextLookupChange['what'], string>,
  to: 'now',

  history: (count: number) => `Earlier runs (${count})`,

  /** A run in a word or two. */
  short: {
    ok: 'Found',
    no_identifier: 'No identifier',
    fetch_error: 'Request failed',
    skipped_credits: 'No credits left',
    disabled: 'Not switched on',
  } satisfies Record<ContextLookupStatus, string>,
  short_empty: 'No data found',

  /** A run in a sentence. */
  status: {
    ok: 'Found.',
    no_identifier: 'No customer identifier was found in this ticket, so nothing was asked.',
    fetch_error: 'Your system gave no usable answer.',
    skipped_credits: 'Not looked up: this month’s AI credits are used up.',
    disabled: 'Not looked up: Customer Context is not switched on.',
  } satisfies Record<ContextLookupStatus, string>,
  empty: 'No data found. Your system knows nobody by this identifier.',

  /** What exactly happened, by the reason's code; one without a sentence adds nothing. */
  reason: {
    instruction_unclear: 'The plain reader does not understand the instruction, and no model is configured.',
    not_found: 'Nothing in it fits the instruction.',
    not_in_mail: 'What was read stands nowhere in the message, so it was not trusted.',
    model_settings_invalid: 'The AI model is not set up rightly.',
    model_unavailable: 'The AI model could not be reached.',
    model_unauthorised: 'The AI model refused its key.',
    model_request_refused: 'The AI model refused the request.',
    model_rate_limited: 'The AI model is asked too often at the moment.',
    model_timeout: 'The AI model took too long.',
    model_aborted: 'The AI model’s answer was given up.',
    model_input_too_large: 'The message is too long for the AI model.',
    model_output_invalid: 'The AI model’s answer could not be used.',
    model_output_cut: 'The AI model’s answer was cut off.',
    timeout: 'It did not answer in time.',
    unreachable: 'It could not be reached.',
    certificate_invalid: 'Its certificate is not valid.',
    address_not_public: 'Its address is not on the public internet.',
    url_refused: 'The configured address may not be called.',
    redirect: 'It redirected, and redirects are not followed.',
    status: 'It answered with an error.',
    wrong_type: 'Its answer is not declared as JSON.',
    too_large: 'Its answer is too large.',
    not_json: 'Its answer is not JSON.',
    not_an_object: 'Its answer is JSON, but not an object.',
    answer_invalid: 'Its answer broke off or was not HTTP.',
    not_in_plan: 'The organisation’s plan does not include it.',
    settings_incomplete: 'Its settings are not complete.',
    internal: 'The desk had a fault.',
  } as Readonly<Record<string, string>>,
  http_status: (status: number) => `HTTP status ${status}.`,

  no_summary: 'No summary by the AI.',
  credits_exhausted: 'This month’s credits are used up.',
} as const;

export type LookupTexts = typeof lookupEn;
