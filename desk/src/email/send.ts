import { createTransport } from 'nodemailer';
import type { OutgoingEmail } from './compose.js';
import { readSmtpUrl } from './smtp-url.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** How long the server may be silent. RFC 5321, section 4.5.3.2, has it take minutes after the last line of a mail. */
const SILENCE_TIMEOUT_MS = 120_000;

/** Why a mail was not sent. */
export type SendErrorCode =
  /** The server's name or port leads nowhere, or the connection broke. */
  | 'server_unreachable'
  | 'server_timeout'
  /** It refused this machine with a 5xx answer before any mail was named. */
  | 'server_refused'
  /** No TLS, or a certificate that is not the server's. */
  | 'tls_failed'
  /** Wrong user or password, or none where one is needed. */
  | 'login_refused'
  /** A 4xx answer: the server asks to try later. */
  | 'try_later'
  /** A 5xx answer to `MAIL FROM`: the server doesn't send for this address. */
  | 'sender_refused'
  /** A 5xx answer to every recipient, or an address that this server can't take. */
  | 'recipient_refused'
  /** A 5xx answer to the mail itself, or it is larger than the server takes. */
  | 'mail_refused';

/** Codes with which the same mail may be sent again later; the others stay as they are. */
const TEMPORARY: ReadonlySet<SendErrorCode> = new Set([
  'server_unreachable',
  'server_timeout',
  'server_refused',
  'tls_failed',
  'login_refused',
  'try_later',
]);

const MESSAGES: Readonly<Record<SendErrorCode, string>> = {
  server_unreachable: 'The mail server of SMTP_URL could not be reached. Check its host and port.',
  server_timeout: 'The mail server of SMTP_URL did not answer in time.',
  server_refused: 'The mail server of SMTP_URL refused the connection. Allow this machine there.',
  tls_failed: 'The mail server of SMTP_URL has no TLS or a wrong certificate. Check its host name, or use smtps://.',
  login_refused: 'The mail server refused the user or the password of SMTP_URL.',
  try_later: 'The mail server asked to try again later.',
  sender_refused: "The mail server does not send mail for this inbox's address. Allow it there.",
  recipient_refused: "The recipient's address was refused. Check it.",
  mail_refused: 'The mail server refused this mail.',
};

/** A mail that was not sent. Its message is for an agent or the operator: no address, no password, nothing of the mail. */
export class SendError extends Error {
  override readonly name = 'SendError';
  readonly code: SendErrorCode;
  /** Whether the same mail may be sent again later. */
  readonly temporary: boolean;
  /** The server's reply code, as 550; `null` when there was none. */
  readonly status: number | null;

  constructor(code: SendErrorCode, status: number | null) {
    super(MESSAGES[code]);
    this.code = code;
    this.temporary = TEMPORARY.has(code);
    this.status = status;
  }
}

/** Sends mails over one SMTP server. */
export interface EmailSender {
  /**
   * Sends a mail and resolves when the server has taken it, with the recipients that it refused (never all). Sent
   * again after `server_unreachable` or `server_timeout` a mail can arrive twice: SMTP has no answer to a lost answer.
   * It bears the same Message-ID then, by which mail programs tell.
   *
   * @throws SendError
   */
  send(email: OutgoingEmail, signal?: AbortSignal): Promise<{ readonly refused: readonly string[] }>;
  close(): void;
}

/** What an operator may change. */
export interface SenderOptions {
  /** @defaultValue 10 s */
  readonly connectTimeoutMs?: number;
  /** @defaultValue 120 s */
  readonly silenceTimeoutMs?: number;
  /** Name given in `EHLO`. @defaultValue the machine's */
  readonly name?: string;
  /** A certificate authority of one's own, in PEM, which is then trusted instead of the known ones. */
  readonly ca?: string;
}

/**
 * Opens nothing yet: each mail gets a connection of its own.
 *
 * @param url `SMTP_URL`
 * @throws EmailError `smtp_url_invalid`
 */
export function createSender(url: string, options: SenderOptions = {}): EmailSender {
  const { auth, ...server } = readSmtpUrl(url);
  const transport = createTransport({
    ...server,
    ...(auth && { auth: { ...auth } }),
    ...(options.name !== undefined && { name: options.name }),
    ...(options.ca !== undefined && { tls: { ca: options.ca } }),
    connectionTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    dnsTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    greetingTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    socketTimeout: options.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ envelope, raw }, signal) {
      try {
        const { rejected } = await transport.sendMail({
          envelope: { from: envelope.from, to: [...envelope.to] },
          raw: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength),
          ...(signal && { signal }),
        });
        return { refused: rejected };
      } catch (error) {
        signal?.throwIfAborted();
        throw sendError(error);
      }
    },
    close: () => transport.close(),
  };
}

/** What nodemailer tells of a failure. Its message quotes addresses and the server, so it is not passed on. */
interface SmtpFailure {
  readonly code?: string;
  /** Of the system or of TLS, where there is one below. */
  readonly originalCode?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/** RFC 4954, section 6: a login is needed, too weak, wrong, or needs encryption. */
const LOGIN_STATUS: ReadonlySet<number> = new Set([530, 534, 535, 538]);

function sendError(error: unknown): SendError {
  const failure = error as SmtpFailure;
  return new SendError(sendErrorCode(failure), failure.responseCode ?? null);
}

function sendErrorCode({
  code = '',
  originalCode = '',
  command = '',
  response,
  responseCode,
}: SmtpFailure): SendErrorCode {
  if (/AUTH/.test(code) || (responseCode !== undefined && LOGIN_STATUS.has(responseCode))) return 'login_refused';
  // An answer that is no 5xx, or that can't be read, is not final.
  if (response !== undefined && (responseCode ?? 0) < 500) return 'try_later';
  if (code === 'ETIMEDOUT') return 'server_timeout';
  if (code === 'EMESSAGE' || command === 'DATA') return 'mail_refused';
  if (code === 'EENVELOPE') return command === 'MAIL FROM' ? 'sender_refused' : 'recipient_refused';
  if (code === 'ETLS' || /CERT|SSL|TLS|ISSUER/.test(originalCode)) return 'tls_failed';
  return responseCode === undefined ? 'server_unreachable' : 'server_refused';
}
