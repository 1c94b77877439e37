import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { OutgoingEmail } from './compose.js';
import { readSmtpUrl, type SmtpServer } from './smtp-url.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** How long the server may be silent. RFC 5321, section 4.5.3.2, has it take minutes after the last line of a mail. */
const SILENCE_TIMEOUT_MS = 120_000;

/**
 * How long one attempt may take in all. Well below the expiry of its job, after which another process would take the answer
 * for one that was broken off.
 */
export const SEND_TIMEOUT_MS = 200_000;

/** Why a mail was not sent. */
export type SendErrorCode =
  /** The server's name or port leads nowhere, or the connection broke before it had the whole mail. */
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
  | 'mail_refused'
  /** The server had the whole mail, and the connection ended before it said whether it took it: it may have left. */
  | 'outcome_unknown';

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
  outcome_unknown: 'The connection to the mail server broke before it said whether it took the mail.',
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

/** What is said while a mail is sent. */
export interface Sending {
  readonly signal?: AbortSignal;
  /** Awaited when the server is ready for the mail's bytes, before the first of them leaves. What it throws is thrown. */
  readonly beforeData?: () => Promise<void>;
}

/** Sends mails over one SMTP server. */
export interface EmailSender {
  /** The server's name, for people's eyes. */
  readonly host: string;
  /**
   * Sends a mail and resolves when the server has taken it, with the recipients that it refused (never all).
   *
   * @throws SendError - only `outcome_unknown` leaves open whether the mail is out.
   */
  send(email: OutgoingEmail, sending?: Sending): Promise<{ readonly refused: readonly string[] }>;
}

/** What an operator may change. */
export interface SenderOptions {
  /** @defaultValue 10 s */
  readonly connectTimeoutMs?: number;
  /** @defaultValue 120 s */
  readonly silenceTimeoutMs?: number;
  /** For the whole attempt. @defaultValue 200 s */
  readonly totalTimeoutMs?: number;
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
  const server = readSmtpUrl(url);
  return {
    host: server.host,
    async send(email, { signal, beforeData } = {}) {
      signal?.throwIfAborted();
      const connection = new SMTPConnection(connectionOptions(server, options));
      const data = { left: false, fault: null as { readonly cause: unknown } | null };
      let onAbort = () => {};
      let deadline: NodeJS.Timeout | undefined;
      const broken = new Promise<never>((_resolve, reject) => {
        connection.on('error', reject);
        connection.on('end', () => reject(new Error('The connection ended.')));
        onAbort = () => reject(signal?.reason);
        const late = Object.assign(new Error('The server took too long.'), { code: 'ETIMEDOUT' });
        deadline = setTimeout(() => reject(late), options.totalTimeoutMs ?? SEND_TIMEOUT_MS);
      });
      signal?.addEventListener('abort', onAbort);
      try {
        return await Promise.race([handOver(connection, server, email, dataOf(email, beforeData, data)), broken]);
      } catch (error) {
        if (data.fault) throw data.fault.cause;
        const failure = error as SmtpFailure;
        // Whatever ends it now, the server may have the mail; only its own answer says that it hasn't.
        if (data.left && failure.responseCode === undefined) throw new SendError('outcome_unknown', null);
        signal?.throwIfAborted();
        throw sendError(failure);
      } finally {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', onAbort);
        connection.close();
      }
    },
  };
}

function connectionOptions({ auth: _, ...server }: SmtpServer, options: SenderOptions) {
  return {
    ...server,
    ...(options.name !== undefined && { name: options.name }),
    ...(options.ca !== undefined && { tls: { ca: options.ca } }),
    connectionTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    dnsTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    greetingTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    socketTimeout: options.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS,
  };
}

async function handOver(connection: SMTPConnection, { auth }: SmtpServer, email: OutgoingEmail, data: Readable) {
  await settled((done) => connection.connect(done));
  if (auth && connection.allowsAuth) await settled((done) => connection.login({ ...auth }, done));
  const { from, to } = email.envelope;
  const envelope = { from, to: [...to], size: email.raw.length };
  const { rejected } = await settled<{ rejected: string[] }>((done) => connection.send(envelope, data, done));
  return { refused: rejected };
}

/** What nodemailer calls back. */
function settled<T = unknown>(start: (done: (error?: Error | null, result?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result as T)));
  });
}

/** The mail's bytes as a stream, which is first read when the server has said that it waits for them. */
function dataOf(
  { raw }: OutgoingEmail,
  beforeData: Sending['beforeData'],
  told: { left: boolean; fault: { readonly cause: unknown } | null },
): Readable {
  async function* bytes() {
    try {
      await beforeData?.();
    } catch (cause) {
      told.fault = { cause };
      throw cause;
    }
    yield Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    // What follows is the line with the dot that ends it.
    told.left = true;
  }
  return Readable.from(bytes(), { objectMode: false });
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

function sendError(failure: SmtpFailure): SendError {
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
