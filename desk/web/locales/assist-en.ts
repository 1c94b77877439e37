import type { AssistFailureReason, AssistStatus, Urgency } from '../../wire/assist.js';

/** The texts of the AI on a ticket. */
export const assistTexts = {
  analysis: 'Analysis',
  urgency: { low: 'Low', normal: 'Normal', high: 'High', urgent: 'Urgent' } satisfies Record<Urgency, string>,
  urgency_of: (urgency: string) => `Urgency: ${urgency.toLowerCase()}`,
  by_ai: 'By the AI,',
  analysing: 'Being analysed…',
  not_analysed: 'Not analysed.',
  analyse: 'Analyse',
  analyse_again: 'Analyse again',
  analysis_unconfirmed: 'Uses facts that are not confirmed for this sender.',

  suggest: 'Suggest a reply',
  panel: 'Suggested reply, a draft',
  mark: 'AI draft, not sent',
  waiting: 'Waiting for the customer’s facts…',
  writing: 'Writing…',
  ready: 'The draft is ready.',
  stop: 'Stop',
  use: 'Use draft',
  regenerate: 'Regenerate',
  shorter: 'Shorter',
  friendlier: 'Friendlier',
  translate: 'In another language…',
  language: 'Language',
  translate_into: 'Rewrite in it',
  discard: 'Discard',
  taken: 'The draft stands in your answer. It is not sent.',
  undo: 'Undo',
  unconfirmed:
    'Not confirmed for this sender: this was written with facts that may be somebody else’s. Make sure who is asking before you send any of them.',
  excluded: 'Written without facts that are not confirmed for this sender.',
  pending: 'Written without Customer Context: its lookup was still under way.',
  removed_links: (count: number) =>
    count === 1
      ? 'The AI made up a web address. It was left out: see […] in the text.'
      : `The AI made up ${count} web addresses. They were left out: see […] in the text.`,
  endings: {
    length: 'The longest draft was reached: the end may be missing.',
    filtered: 'The model’s server held back the end.',
  },
  retry: 'Try again',
  to_plan: 'See the credits',
} as const;

/** Why there is no analysis or draft, and what to do, for owners and for everybody else. */
export const assistFailures: Readonly<
  Record<Exclude<AssistStatus, 'ok' | 'model_failed'>, { readonly all: string; readonly owner: string }>
> = {
  model_not_configured: {
    all: 'No model configured.',
    owner:
      'Set MODEL_URL and MODEL_NAME where the desk is started: then new tickets are analysed and replies suggested.',
  },
  skipped_credits: {
    all: 'This month’s AI credits are used up.',
    owner: 'Wait for the next month, or raise them in Settings → Plan.',
  },
};

const LATER = 'The AI cannot be reached right now. Try again in a moment.';
const ODD = 'The AI’s answer was unusable. Try again.';
const SET_UP = 'The AI is not set up rightly. Ask whoever runs the desk to check MODEL_URL, MODEL_NAME and MODEL_KEY.';

/** What to do when the model failed, by the reason's code. */
export const modelFailures: Readonly<Record<AssistFailureReason, string>> = {
  model_settings_invalid: SET_UP,
  model_unauthorised: SET_UP,
  model_request_refused: SET_UP,
  model_unavailable: LATER,
  model_rate_limited: 'The AI has too much to do. Wait a minute, then try again.',
  model_timeout: 'The AI took too long. Try again.',
  model_aborted: 'It was broken off. Try again.',
  model_input_too_large: 'The ticket is too long for the model.',
  model_output_invalid: ODD,
  model_output_cut: 'The AI’s answer broke off. Try again.',
  internal: 'The desk had a fault. Try again; if it stays so, look at its log.',
};

/** The same agent asked for another draft elsewhere. */
export const superseded = 'You asked for another draft of this ticket, perhaps in another window. This one has ended.';
