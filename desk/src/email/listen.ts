import { once } from 'node:events';
import ipaddr from 'ipaddr.js';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { canonicalAddress } from './addresses.js';
import { EmailError } from './errors.js';
import { MAIL_BYTES, SMTP_RECIPIENTS } from './limits.js';
import { createSlots } from './slots.js';
import type { ReceivedEmail } from './types.js';

/** Connections at a time, in all and of one client; a further one is told to come back. */
const CONNECTIONS = 50;
const CONNECTIONS_OF_CLIENT = 20;

/** Mails that are held in memory at a time, in all and of one client. A further one's bytes wait in its sender's socket. */
const MAILS_AT_ONCE = { all: 4, each: 2 };

/** For a whole mail, from its first byte on: 36 MiB at 2.5 Mbit/s. */
const MAIL_TIMEOUT_MS = 120_000;

const SILENCE_TIMEOUT_MS = 60_000;

/** How long mails under way may take when the listener closes. */
const CLOSE_TIMEOUT_MS = 10_000;

/** No login, no relaying for others, and none of the jokes that the protocol library knows. */
const DISABLED_COMMANDS = ['AUTH', 'WIZ', 'SHELL', 'XCLIENT', 'XFORWARD'];

/** What the listener asks of the desk. */
export interface ListenerOptions {
  /** `0` for any that is free. @defaultValue 25 */
  readonly port?: number;
  /** @defaultValue every address of the machine */
  readonly host?: string;
  /** The name in its greeting, which should be the one of its MX record. */
  readonly name: string;
  /** A certificate and its key in PEM, for STARTTLS; without them mail arrives unencrypted. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /**
   * Whether a connection from this IP address may hand in mail. Name the receiving server's addresses wherever its
   * verdicts are trusted: whoever reaches the listener past that server can write such verdicts.
   * @defaultValue everybody
   */
  readonly allowsClient?: (address: string) => boolean;
  /** Whether this canonical address is an inbox of the desk. No other is ever taken: there is no relaying. */
  readonly hasInbox: (address: string) => Promise<boolean>;
  /**
   * Stores the raw mail durably. The sender is told that it arrived when this resolves, and to try again later when it
   * rejects. A sender whose connection broke in between sends the mail again: the same bytes may come twice.
   */
  readonly store: (email: ReceivedEmail) => Promise<void>;
  /** Writes one line for the operator. */
  readonly log: (line: string) => void;
  /** @defaultValue 36 MiB */
  readonly maxBytes?: number;
  /** @defaultValue 60 s */
  readonly silenceTimeoutMs?: number;
  /** How long a sender may take for one mail. @defaultValue 120 s */
  readonly mailTimeoutMs?: number;
}

/** A listener that runs. */
export interface EmailListener {
  readonly port: number;
  /**
   * Takes no new mail, lets those under way end, then closes. A mail that takes longer than 10 s is cut off: its sender
   * was told nothing and sends it again.
   */
  close(): Promise<void>;
}

/** An SMTP reply: 4xx asks the sender to try again, 5xx to give up. */
class Reply extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/**
 * Listens for mail over SMTP: no login, no relaying, inboxes of the desk alone. `250` means that `store` has resolved.
 *
 * @throws EmailError `listener_unusable`
 */
export async function listenForEmail(options: ListenerOptions): Promise<EmailListener> {
  const slots = createSlots(MAILS_AT_ONCE);
  const underWay = new Set<Promise<void>>();
  const server = createServer(options, (stream, session, reply) => {
    const done = slots
      .run(clientOf(session.remoteAddress), () => takeIn(stream, session, options))
      .then(() => reply(null, 'Stored'))
      .catch((error: unknown) => reply(error instanceof Reply ? error : new Reply(451, 'The mail did not come whole')))
      .finally(() => underWay.delete(done));
    underWay.add(done);
  });
  await listening(server, options);
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => close(server, underWay),
  };
}

type OnData = NonNullable<SMTPServerOptions['onData']>;

function createServer(options: ListenerOptions, onData: OnData): SMTPServer {
  const { tls, allowsClient } = options;
  try {
    const server: SMTPServer = new SMTPServer({
      name: options.name,
      size: options.maxBytes ?? MAIL_BYTES,
      maxClients: CONNECTIONS,
      maxRecipients: SMTP_RECIPIENTS,
      socketTimeout: options.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS,
      closeTimeout: CLOSE_TIMEOUT_MS,
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: false,
      disabledCommands: tls ? DISABLED_COMMANDS : [...DISABLED_COMMANDS, 'STARTTLS'],
      ...(tls && { key: tls.key, cert: tls.cert, minVersion: 'TLSv1.2' as const }),
      onConnect: ({ remoteAddress }, reply) => {
        const allowed = allowsClient?.(plainAddress(remoteAddress)) ?? true;
        if (!allowed) return reply(new Reply(554, 'This server takes mail from its own relay only'));
        const client = clientOf(remoteAddress);
        const own = [...server.connections].filter((one) => clientOf(one.remoteAddress ?? '') === client);
        reply(own.length > CONNECTIONS_OF_CLIENT ? new Reply(421, 'Too many connections, try again later') : null);
      },
      onRcptTo: ({ address }, _session, reply) => {
        checkRecipient(address, options).then(
          () => reply(),
          (error: Error) => reply(error),
        );
      },
      onData,
    });
    return server;
  } catch (cause) {
    throw new EmailError('listener_unusable', "The mail listener's certificate or key can't be read. Both are PEM.", {
      cause,
    });
  }
}

/** An IPv4 address that came over IPv6, as itself. */
const plainAddress = (address: string): string => address.replace(/^::ffff:/i, '');

/** Who counts as one client: an IPv4 address, or an IPv6 network of 64 bits, which one machine has to itself. */
function clientOf(remoteAddress: string): string {
  const address = plainAddress(remoteAddress);
  if (!ipaddr.IPv6.isValid(address)) return address;
  return ipaddr.IPv6.parse(address).parts.slice(0, 4).join(':');
}

async function checkRecipient(address: string, { hasInbox, log }: ListenerOptions): Promise<void> {
  const canonical = canonicalAddress(address);
  const known =
    canonical !== null &&
    (await hasInbox(canonical).catch(() => {
      log('Whether an address is an inbox could not be told. The sender of a mail was asked to try again.');
      throw new Reply(451, 'The address could not be checked, try again later');
    }));
  if (!known) throw new Reply(550, 'No such mailbox here');
}

/** Reads a mail to its end and stores it; only then may the sender forget it. */
async function takeIn(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  options: ListenerOptions,
): Promise<void> {
  // Slow senders would keep its place for ever. 421 ends the connection as well.
  const late = setTimeout(
    () => stream.destroy(new Reply(421, 'The mail took too long, try again later')),
    options.mailTimeoutMs ?? MAIL_TIMEOUT_MS,
  );
  const raw = await readMail(stream, options.maxBytes ?? MAIL_BYTES).finally(() => clearTimeout(late));
  const { mailFrom, rcptTo } = session.envelope;
  const to = rcptTo.flatMap(({ address }) => canonicalAddress(address) ?? []);
  await options.store({ raw, envelope: { from: mailFrom ? mailFrom.address : '', to } }).catch(() => {
    options.log('A mail could not be stored. Its sender was asked to try again.');
    throw new Reply(451, 'The mail could not be stored, try again later');
  });
}

/** Leaving the loop early destroys the stream: what is still to come is thrown away as it arrives. */
async function readMail(stream: SMTPServerDataStream, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Reply(552, `A mail may have ${maxBytes} bytes at most`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks, bytes));
}

async function listening(server: SMTPServer, { port = 25, host }: ListenerOptions): Promise<void> {
  // A client that breaks off is no fault of the desk; without a listener it would end the process.
  server.on('error', () => undefined);
  try {
    await Promise.all([once(server.server, 'listening'), server.listen(port, host)]);
  } catch (cause) {
    throw new EmailError(
      'listener_unusable',
      `The mail listener can't use port ${port}. Choose another port or host, or stop what uses it.`,
      { cause },
    );
  }
}

async function close(server: SMTPServer, underWay: ReadonlySet<Promise<void>>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await Promise.race([closed, Promise.allSettled(underWay)]);
  // Those left are idle. Closing them takes their last reply along.
  for (const connection of server.connections) connection.send(421, 'Closing');
  await closed;
}
