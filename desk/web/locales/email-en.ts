import type {
  EmailFieldFault,
  EmailInReason,
  EmailInState,
  EmailOrigin,
  EmailOutCode,
  EmailOutState,
  EmailSettings,
} from '../../wire/emails.js';
import { LOCALE } from './index.js';

/** The texts of email: in the inbox, and in Settings → Email. */
export const emailTexts = {
  title: 'Email',
  hint: 'Mails to your inbox become tickets, and answers leave as mails in the same thread.',
  not_owner: 'Only owners set up email',
  not_owner_hint: 'Ask an owner of your organisation.',
  no_app: 'There is no app yet',
  no_app_hint: 'Create an app first; each app has inboxes of its own.',
  app: 'App',

  channel: 'Email',
  spam: 'Spam',
  no_text: 'This mail has no text.',
  no_subject: 'No subject',
  no_server: 'This desk has no outgoing mail server (SMTP_URL), so answers are kept here and do not leave by mail.',
  no_address: 'The mail names no address to answer to.',
  confirmed: 'Sender confirmed',
  confirmed_hint: 'The trusted receiver confirms that the mail is from this address’s domain.',
  unconfirmed: 'Sender not confirmed',
  attachments: 'Attachments',
  signature: 'Signature',
  quoted: 'Earlier mails in this one',
  original: 'Original mail',
  origins: {
    person: 'Person',
    auto_reply: 'Automatic reply',
    bounce: 'Bounce',
    bulk: 'Newsletter or list',
  } satisfies Record<EmailOrigin, string>,
  states: {
    waiting: 'Waiting to be sent',
    sending: 'Being sent',
    sent: 'Sent',
    failed: 'Not delivered.',
    unknown: 'Perhaps sent.',
  } satisfies Record<EmailOutState, string>,
  status: (status: string) => `(${status})`,
  resend: 'Send again',
  resend_anyway: 'Send again anyway',

  receiving: 'Receiving',
  inboxes_hint: 'One address a line. Answers leave from the address that the mail came to.',
  display_name_hint: 'What customers see beside the address. Blank: the name of the app.',
  enabled_hint: 'While it is off, mails are refused and their senders told.',
  trust: 'Who sent a mail',
  trusted_hint:
    'The server that takes mail from the internet for you, by the name that it writes at the beginning of its Authentication-Results headers. One a line. Without one, no sender is ever confirmed.',
  trusted_warning:
    'The SMTP listener takes mail from everybody, so no verdict in a mail that comes by it is believed. Name that server in CONVOT_SMTP_ALLOW.',
  spam_title: 'Spam',
  spam_hint: 'The headers that your server writes its verdict in. The desk has no filter of its own.',
  save: 'Save',
  changed: (by: string | null) => (by === null ? 'Changed' : `Changed by ${by}`),
  faulty: 'Nothing was saved: see the fields above.',

  ways: 'How mail reaches this app',
  post: 'By an inbound-mail service',
  post_hint:
    'Let the service post the raw MIME mail to this address, with the secret in the Authorization header: as a bearer token, or as the password of user:password@ in the address.',
  secret: 'Secret for posting mails',
  show_secret: 'Show the secret',
  hide: 'Hide',
  rotate: 'Make a new secret',
  rotate_title: 'Make a new secret?',
  rotate_body: 'The present one goes on working until you end it.',
  rotate_confirm: 'Make it',
  end_previous: 'End the previous secret',
  end_title: 'End the previous secret?',
  end_body: 'Services that still use it are refused at once.',
  end_confirm: 'End it',
  current: 'Current secret',
  previous: 'Previous secret',
  smtp: 'By SMTP',
  smtp_on: (host: string, port: number) => `The desk takes mail at ${host}, port ${port}.`,
  smtp_tls: 'With STARTTLS.',
  smtp_plain: 'Without encryption.',
  smtp_limited: 'Only named addresses may connect.',
  smtp_open: 'Everybody may connect.',
  smtp_off: 'The desk takes no mail by SMTP. Its operator starts the listener with CONVOT_SMTP_PORT.',
  sending: 'Sending',
  sending_on: (host: string) => `Answers leave through ${host}.`,
  sending_off: 'Answers do not leave: the operator has set no SMTP_URL.',

  received: 'Received last',
  received_empty: 'No mail has come yet.',
  received_empty_hint: 'Send one to the inbox, and it appears here whatever becomes of it.',
  when: 'When',
  from: 'From',
  outcome: 'What became of it',
  no_from: 'No sender',
  open: 'Open',
  retry: 'Read again',
  refresh: 'Refresh',
  in_states: {
    waiting: 'Waiting to be read',
    ticket: 'A new ticket',
    message: 'Joined a conversation',
    bounce: 'Reports on an answer',
    duplicate: 'Came before',
    ignored: 'Ignored',
    failed: 'Could not be read',
  } satisfies Record<EmailInState, string>,
  in_reasons: {
    spam: 'Marked as spam by your server.',
    own_mail: 'One of your own answers came back. Look for a loop or an alias that leads to the inbox.',
    unknown_bounce: 'It reports on a mail that this desk did not send. Somebody may write mails in your name.',
    internal: 'The desk failed to read it. It is kept whole: read it again, and ask the operator if that fails.',
  } satisfies Record<EmailInReason, string>,
} as const;

export const emailFieldNames: Readonly<Record<keyof EmailSettings, string>> = {
  enabled: 'Take mail for this app',
  inboxes: 'Inbox addresses',
  display_name: 'Name that customers see',
  trusted_receivers: 'Trusted receiver',
  spam_headers: 'Spam headers',
};

/** What to do about a refused field; `value` is the entry that it is about. */
export function emailFault({ fault, value }: EmailFieldFault): string {
  const of = value === null ? '' : `${value}: `;
  return of + FAULTS[fault];
}

const FAULTS: Readonly<Record<EmailFieldFault['fault'], string>> = {
  missing: 'Enter at least one address to take mail.',
  not_an_address: 'not an email address. Write it as support@yourshop.example.',
  not_a_name: 'not the name of a server. Write it as mx.yourshop.example.',
  not_a_choice: 'the desk does not know this header.',
  taken: 'another app of this desk takes its mail. Choose another address.',
  too_many: 'Too many entries.',
  too_long: 'Too long.',
};

/** Why an answer is not out, and what to do. */
export const emailOutTexts: Readonly<Record<string, string>> = {
  no_server: 'The desk has no outgoing mail server. Its operator sets SMTP_URL.',
  no_address: 'The customer’s mail names no address to answer to.',
  no_inbox: 'The app has no inbox to send from. An owner enters one in Settings → Email.',
  server_unreachable: 'The mail server could not be reached.',
  server_timeout: 'The mail server did not answer in time.',
  server_refused: 'The mail server refused the desk. Its operator allows it there.',
  tls_failed: 'The mail server has no TLS, or a wrong certificate.',
  login_refused: 'The mail server refused the user or password of SMTP_URL.',
  try_later: 'The mail server asked to try again later.',
  sender_refused: 'The mail server does not send for this inbox’s address.',
  recipient_refused: 'The customer’s address was refused. Check it.',
  mail_refused: 'The mail server refused this mail.',
  bounced: 'The customer’s server sent it back.',
  outcome_unknown:
    'The connection broke before the mail server said whether it took it. Sent again, it may arrive twice.',
  internal: 'The desk had a fault.',
} satisfies Record<EmailOutCode, string>;

/** Why a mail's sender is not confirmed. */
export const unconfirmedTexts: Readonly<Record<string, string>> = {
  no_trusted_receiver: 'No trusted receiver is set in Settings → Email.',
  way_open: 'It came by the SMTP listener, which takes mail from everybody: no verdict in it is believed.',
  headers_cut: 'The headers are too large to be read whole.',
  from_missing: 'The mail has no sender.',
  from_several: 'The mail names several senders.',
  from_ambiguous: 'The sender line can be read in more than one way.',
  no_verdict: 'The trusted receiver wrote no verdict on this mail.',
  verdict_unreadable: 'The trusted receiver’s verdict can not be read.',
  no_dmarc: 'The trusted receiver says nothing of DMARC.',
  dmarc_not_passed: 'DMARC did not pass: the sender’s domain does not vouch for this mail.',
  not_aligned: 'DMARC passed for another domain than the sender’s.',
};

/** What could not be read of a mail. */
export const emailFaultTexts: Readonly<Record<string, string>> = {
  headers_too_large: 'The headers are too large to be read whole. The original mail has them.',
  too_many_parts: 'This mail has too many parts to be opened. Read the original mail.',
  too_many_lines: 'This mail has too many lines to be opened. Read the original mail.',
  too_deep: 'The parts of this mail are nested too deep to be opened. Read the original mail.',
  unreadable: 'The parts of this mail could not be read. Read the original mail.',
  html_cut: 'The formatted text is too large and was cut. The original mail has all of it.',
  text_cut: 'The text is too long and was cut. The original mail has all of it.',
  attachments_dropped: 'There are more attachments than are kept. The original mail has all of them.',
  winmail: 'Outlook packed a part of this mail into winmail.dat. Ask the sender for plain text or HTML.',
};

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** A size for people's eyes, as `2.4 MB`. */
export function sizeText(bytes: number): string {
  const step = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const value = bytes / 1_000 ** step;
  const unit = UNITS[step] ?? 'byte';
  const unitDisplay = step === 0 ? 'long' : 'short';
  return new Intl.NumberFormat(LOCALE, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 }).format(value);
}
