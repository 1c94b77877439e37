import { randomUUID } from 'node:crypto';
import { userHash } from 'convot/proof';
import { type Claim, personOfClaim, type Session, VISITOR_ROUTES } from 'convot/protocol';
import { eq, getTableColumns } from 'drizzle-orm';
import { secretsOf } from '../../../desk/src/apps/index.js';
import { type Database, schema } from '../../../desk/src/database/index.js';
import type { EmailSender } from '../../../desk/src/email/index.js';
import { startWorkers, type Workers } from '../../../desk/src/jobs/index.js';
import { emailHandlers } from '../../../desk/src/mailroom/index.js';
import type { EmailSettings, EmailSettingsPage, MessageEmailIn, MessageEmailOut } from '../../../desk/wire/emails.js';
import type { ConversationPage, ConversationRow, TicketRow } from '../../../desk/wire/index.js';
import { mail } from '../email/mail.js';
import {
  type Browser,
  createTeam,
  createTestDesk,
  DESK_URL,
  signIn,
  type Team,
  type TestDesk,
} from '../support/desk.js';

/** The trusted receiver of every office. */
export const RECEIVER = 'mx.desk.example';

/** A team whose app takes mail, and what a test does with it. */
export interface PostOffice {
  readonly testDesk: TestDesk;
  readonly team: Team;
  readonly owner: Browser;
  readonly member: Browser;
  readonly inbox: string;
  readonly secret: string;
  /** Posts a raw mail; answers the HTTP status. */
  post(raw: Uint8Array, headers?: Readonly<Record<string, string>>): Promise<number>;
  /** Posts a mail and reads it; answers its row. */
  deliver(raw: Uint8Array): Promise<Stored>;
  /** Changes the settings; fails unless they are taken. */
  set(change: Partial<EmailSettings>): Promise<EmailSettingsPage>;
  settings(): Promise<EmailSettingsPage>;
  page(conversationId: string): Promise<ConversationPage>;
  conversations(): Promise<readonly ConversationRow[]>;
  tickets(): Promise<readonly TicketRow[]>;
  /** The mails of this app as stored, oldest first. */
  stored(): Promise<readonly Stored[]>;
  /** Does the jobs of email that are due, until there are none left. */
  work(): void;
  stop(): Promise<void>;
  /** A signed visitor's session. */
  verified(claim: Claim): Promise<Session>;
}

export type Stored = Omit<typeof schema.emails.$inferSelect, 'raw'>;

/** @param sender - takes outgoing mail */
export async function openPostOffice(
  database: Pick<Database, 'db'>,
  { sender }: { readonly sender?: EmailSender } = {},
): Promise<PostOffice> {
  let workers: Workers | null = null;
  const jobs = { wake: () => workers?.wake() };
  const testDesk = createTestDesk(database, { jobs, ...(sender && { sender }) });
  const team = await createTeam(testDesk);
  const owner = await signIn(testDesk, team.owner);
  const member = await signIn(testDesk, team.member);
  const inbox = `support-${randomUUID()}@desk.example`;
  const [secret] = await secretsOf(testDesk.desk, team.app.id, 'email_secret');
  const { raw: _, ...columns } = getTableColumns(schema.emails);
  const stored = () =>
    database.db
      .select(columns)
      .from(schema.emails)
      .where(eq(schema.emails.appId, team.app.id))
      .orderBy(schema.emails.receivedAt, schema.emails.id);
  const office: PostOffice = {
    testDesk,
    team,
    owner,
    member,
    inbox,
    secret: secret?.value ?? '',
    async post(raw, headers = {}) {
      const response = await testDesk.http.request(`${DESK_URL}/email/${team.app.id}/mime`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret?.value}`, 'content-type': 'message/rfc822', ...headers },
        body: new Uint8Array(raw),
      });
      return response.status;
    },
    async deliver(raw) {
      const before = new Set((await stored()).map(({ id }) => id));
      if ((await office.post(raw)) !== 200) throw new Error('The mail was refused.');
      const row = (await stored()).find(({ id }) => !before.has(id));
      if (!row) throw new Error('The mail was stored before.');
      await emailHandlers(testDesk.desk).email_in.run({ emailId: row.id }, new AbortController().signal);
      const [read] = await database.db.select(columns).from(schema.emails).where(eq(schema.emails.id, row.id));
      if (!read) throw new Error('The mail is gone.');
      return read;
    },
    async set(change) {
      const answer = await owner('PUT', `/api/apps/${team.app.id}/email`, change);
      if (answer.status !== 200) throw new Error(`The settings were refused: ${JSON.stringify(answer.json)}`);
      return answer.json as EmailSettingsPage;
    },
    settings: async () => (await owner('GET', `/api/apps/${team.app.id}/email`)).json as EmailSettingsPage,
    page: async (id) => (await member('GET', `/api/conversations/${id}`)).json as ConversationPage,
    conversations: async () =>
      ((await member('GET', '/api/conversations')).json as { conversations: ConversationRow[] }).conversations,
    tickets: async () => ((await member('GET', '/api/tickets')).json as { tickets: TicketRow[] }).tickets,
    stored,
    work() {
      workers = startWorkers(testDesk.desk, emailHandlers(testDesk.desk), { isAlone: true });
    },
    async stop() {
      await workers?.stop();
      workers = null;
    },
    async verified(claim) {
      const [key] = await secretsOf(testDesk.desk, team.app.id, 'verification_secret');
      const user_hash = await userHash(key?.value ?? '', personOfClaim(claim)?.value ?? '');
      const response = await testDesk.http.request(DESK_URL + VISITOR_ROUTES.app(team.app.id, 'sessions'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ claim: { ...claim, user_hash } }),
      });
      return (await response.json()) as Session;
    },
  };
  await office.set({ enabled: true, inboxes: [inbox], trusted_receivers: [RECEIVER], spam_headers: ['x-spam-flag'] });
  return office;
}

/** How a mail is written. */
export interface Letter {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly id?: string;
  readonly text?: string;
  /** More header lines; they come first. */
  readonly headers?: readonly string[];
}

/** A plain mail. */
export function letter({
  from = 'Anna <anna@shop.example>',
  to = 'support@desk.example',
  ...rest
}: Letter = {}): Uint8Array {
  const { subject = 'Help', id = `<${randomUUID()}@shop.example>`, text = 'Hello', headers = [] } = rest;
  return mail(...headers, `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: ${id}`, '', text);
}

/** The header by which the trusted receiver confirms a domain. */
export const confirmed = (domain = 'shop.example') =>
  `Authentication-Results: ${RECEIVER}; dmarc=pass header.from=${domain}`;

/** What a page's messages that came by mail have besides their text. */
export const incomingOf = ({ emails }: ConversationPage): readonly MessageEmailIn[] =>
  emails.filter((email) => email.direction === 'in');

export const outgoingOf = ({ emails }: ConversationPage): readonly MessageEmailOut[] =>
  emails.filter((email) => email.direction === 'out');
