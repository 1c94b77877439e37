import type { EmailOrigin, HeaderField, Mailbox } from './types.js';

/** What is looked at to tell who or what wrote a mail. */
export interface OriginSigns {
  readonly headers: readonly HeaderField[];
  readonly from: Mailbox | null;
  /** To whom an answer would go. */
  readonly answered: Mailbox | null;
  readonly subject: string;
  /** The reverse path: of SMTP's `MAIL FROM`, or else of `Return-Path`. `''` is the null sender of bounces. */
  readonly envelopeFrom: string | null;
  /** Whether it holds a delivery report. */
  readonly hasReport: boolean;
}

/** Mailboxes of mail servers. */
const SERVER_MAILBOX = /^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@/i;

/** Mailboxes that nobody reads. */
const UNREAD_MAILBOX = /^(?:no|do-?not|donot)[._-]?reply\b/i;

/** Subjects of out-of-office notes, for programs that mark them in no other way. */
const AWAY_SUBJECT =
  /^(?:automatic reply|auto(?:matic)?[ -]?re(?:ply|sponse)|out of (?:the )?office|automatische antwort|abwesenheits(?:notiz|meldung)|abwesend|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|risposta automatica|resposta automática|automatisch antwoord)\b/i;

/**
 * Who or what wrote a mail, and whether it may be answered automatically (RFC 3834, section 2). All signs are the
 * sender's own word: good enough to keep quiet by, and for nothing else.
 */
export function originOf(signs: OriginSigns): { origin: EmailOrigin; mayAutoAnswer: boolean } {
  const origin = isBounce(signs) ? 'bounce' : isAutoReply(signs) ? 'auto_reply' : isBulk(signs) ? 'bulk' : 'person';
  return { origin, mayAutoAnswer: origin === 'person' && !wantsNoAnswer(signs) };
}

/** A header's first value, lower case, without what follows its first word. */
function word({ headers }: OriginSigns, name: string): string {
  const value = headers.find((field) => field.name === name)?.value ?? '';
  return /^[^\s;,(]*/.exec(value.trim().toLowerCase())?.[0] ?? '';
}

const has = ({ headers }: OriginSigns, name: string): boolean => headers.some((field) => field.name === name);

function contentType({ headers }: OriginSigns): string {
  return (headers.find(({ name }) => name === 'content-type')?.value ?? '').toLowerCase();
}

function isBounce(signs: OriginSigns): boolean {
  const type = contentType(signs);
  if (/^multipart\/report\b/.test(type) && /\breport-type\s*=\s*"?delivery-status\b/.test(type)) return true;
  // A person who forwards a bounce attaches its report, too, but is no null sender.
  if (signs.envelopeFrom !== '') return false;
  return signs.hasReport || has(signs, 'x-failed-recipients') || SERVER_MAILBOX.test(signs.from?.address ?? '');
}

function isAutoReply(signs: OriginSigns): boolean {
  if (/^multipart\/report\b/.test(contentType(signs))) return true;
  if (word(signs, 'auto-submitted').startsWith('auto-')) return true;
  if (['auto_reply', 'auto-reply'].includes(word(signs, 'precedence'))) return true;
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-autoreply-from'].some((name) => has(signs, name))) {
    return word(signs, 'x-autoreply') !== 'no';
  }
  return AWAY_SUBJECT.test(signs.subject) && (has(signs, 'x-auto-response-suppress') || signs.envelopeFrom === '');
}

function isBulk(signs: OriginSigns): boolean {
  if (['bulk', 'list', 'junk'].includes(word(signs, 'precedence'))) return true;
  return ['list-id', 'list-unsubscribe', 'list-post', 'feedback-id'].some((name) => has(signs, name));
}

function wantsNoAnswer(signs: OriginSigns): boolean {
  const address = signs.answered?.address ?? '';
  if (signs.envelopeFrom === '' || AWAY_SUBJECT.test(signs.subject)) return true;
  if (address === '' || UNREAD_MAILBOX.test(address) || SERVER_MAILBOX.test(address)) return true;
  const suppressed = signs.headers.find(({ name }) => name === 'x-auto-response-suppress')?.value ?? '';
  return /\b(?:all|autoreply|oof)\b/i.test(suppressed);
}
