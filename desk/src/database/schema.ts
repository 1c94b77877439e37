import type { FactSource, PushResult, SessionOrigin, TicketStatus, Trust } from 'convot/protocol';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { AnalysisResult, AnalysisState, AssistFailureReason, AssistStatus } from '../../wire/assist.js';
import type { EmailInState, EmailOrigin, EmailOutState, EmailVia } from '../../wire/emails.js';
import type { SecretKind, VerificationMode } from '../../wire/index.js';
import type {
  LookupResult,
  LookupRunState,
  LookupSecretKind,
  LookupSettings,
  LookupTrigger,
} from '../../wire/lookups.js';
import type { PlanName } from '../../wire/plans.js';
import type { TicketChannel } from '../../wire/tickets.js';
import { organization, user } from './auth-schema.js';

/**
 * The desk's tables. SQL common to PostgreSQL 15 and 18, so that PGlite and a real server hold the same.
 * better-auth's own tables stand in `auth-schema.ts`.
 */
export * from './auth-schema.js';

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const now = (name: string) => at(name).notNull().defaultNow();

/**
 * Not drizzle's own `jsonb`, which parses twice over postgres.js: the text `"42"` would be read as the number 42.
 *
 * @see https://github.com/drizzle-team/drizzle-orm/issues/3018
 */
const jsonb = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'jsonb',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => value,
});

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

export const apps = pgTable(
  'apps',
  {
    /** Public: `app_` and 20 characters. */
    id: text('id').primaryKey(),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    verification: text('verification').$type<VerificationMode>().notNull().default('optional'),
    identityEndpoint: text('identity_endpoint'),
    ownNamespace: boolean('own_namespace').notNull().default(false),
    createdAt: now('created_at'),
  },
  (table) => [index('apps_organisation').on(table.organisationId)],
);

/** Sealed by the vault (AES-256-GCM with a key id); two of a kind may be live while one is rotated. */
export const appSecrets = pgTable(
  'app_secrets',
  {
    /** For an identity key also its `kid`. */
    id: text('id').primaryKey(),
    appId: text('app_id')
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<SecretKind>().notNull(),
    state: text('state').$type<'current' | 'previous'>().notNull(),
    sealed: text('sealed').notNull(),
    createdAt: now('created_at'),
  },
  (table) => [unique('app_secrets_live').on(table.appId, table.kind, table.state)],
);

/** A person known to the organisation. */
export const contacts = pgTable(
  'contacts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    /** Nobody has proven who this is. */
    provisional: boolean('provisional').notNull().default(true),
    createdAt: now('created_at'),
  },
  (table) => [index('contacts_organisation').on(table.organisationId)],
);

/** Signed identifiers alone: the only thing that joins apps' records into one contact (Law 5). */
export const signedIdentifiers = pgTable(
  'signed_identifiers',
  {
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    /** `''` for the organisation's shared namespace, an app's id for its own. */
    namespace: text('namespace').notNull(),
    kind: text('kind').$type<'external_id' | 'email'>().notNull(),
    value: text('value').notNull(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.namespace, table.kind, table.value] })],
);

/** A contact's record in one app. Custom data hangs here and is never shared between apps. */
export const appContacts = pgTable(
  'app_contacts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    appId: text('app_id')
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    /** Opaque: a keyed hash of the person, or random for a guest. A function of the request alone (Law 5). */
    handle: text('handle').notNull(),
    /** The best trust that a session of this record had. */
    trust: text('trust').$type<Trust>().notNull(),
    firstSeenAt: now('first_seen_at'),
    lastSeenAt: now('last_seen_at'),
  },
  (table) => [
    unique('app_contacts_handle').on(table.appId, table.handle),
    index('app_contacts_contact').on(table.contactId),
    index('app_contacts_seen').on(table.lastSeenAt),
  ],
);

/** Under which root a fact stands. `claim` holds `email` and `external_id`; `user_detail` the last token's fields. */
export type FactRoot = 'claim' | 'user_detail' | 'custom_data';

/** Values with their provenance. A cleared one stays as SQL null, so that it can tell what it replaced. */
export const facts = pgTable(
  'facts',
  {
    appContactId: uuid('app_contact_id')
      .notNull()
      .references(() => appContacts.id, { onDelete: 'cascade' }),
    root: text('root').$type<FactRoot>().notNull(),
    key: text('key').notNull(),
    value: jsonb('value'),
    previous: jsonb('previous'),
    source: text('source').$type<FactSource>().notNull(),
    trust: text('trust').$type<Trust>().notNull(),
    /** The place in its table: first come, first shown. */
    place: integer('place').notNull().default(0),
    at: now('at'),
  },
  (table) => [
    primaryKey({ columns: [table.appContactId, table.root, table.key] }),
    // Whose a proven address is, asked for each mail.
    index('facts_proven_email')
      .on(sql`lower(${table.value} #>> '{}')`)
      .where(sql`${table.key} = 'email' and ${table.root} <> 'custom_data' and ${table.trust} = 'verified'`),
  ],
);

/** `integrations.*` of the last token, sealed by the vault. Read by Actions alone (Law 6). */
export const integrations = pgTable('integrations', {
  appContactId: uuid('app_contact_id')
    .primaryKey()
    .references(() => appContacts.id, { onDelete: 'cascade' }),
  sealed: text('sealed').notNull(),
  at: now('at'),
});

/** A visitor's session. The credential itself is never stored. */
export const visitorSessions = pgTable(
  'visitor_sessions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    appId: text('app_id')
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    appContactId: uuid('app_contact_id')
      .notNull()
      .references(() => appContacts.id, { onDelete: 'cascade' }),
    /** SHA-256 of the credential, hex. */
    credentialHash: text('credential_hash').notNull().unique(),
    trust: text('trust').$type<Trust>().notNull(),
    origin: text('origin').$type<SessionOrigin>().notNull(),
    /** What this session supplied or proved about its own person: all that an unverified one may read back. */
    email: text('email'),
    name: text('name'),
    createdAt: now('created_at'),
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
  },
  (table) => [index('visitor_sessions_contact').on(table.appContactId)],
);

/** One person, one trust, one device (Law 3). Remembered longer than clients retain entries. */
export const lanes = pgTable('lanes', {
  id: text('id').primaryKey(),
  appContactId: uuid('app_contact_id')
    .notNull()
    .references(() => appContacts.id, { onDelete: 'cascade' }),
  trust: text('trust').$type<Trust>().notNull(),
  lastSeq: integer('last_seq').notNull().default(0),
  seenAt: now('seen_at'),
});

/** The first answer to each entry, repeated to duplicates. */
export const laneAnswers = pgTable(
  'lane_answers',
  {
    laneId: text('lane_id')
      .notNull()
      .references(() => lanes.id, { onDelete: 'cascade' }),
    seq: integer('seq').notNull(),
    answer: jsonb('answer').$type<PushResult>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.laneId, table.seq] })],
);

export const conversations = pgTable(
  'conversations',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    appId: text('app_id')
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    appContactId: uuid('app_contact_id')
      .notNull()
      .references(() => appContacts.id, { onDelete: 'cascade' }),
    /**
     * Whose sessions see it: with a session's id that session alone (a guest's, an unverified visitor's);
     * with null every verified session of the app contact.
     */
    sessionId: uuid('session_id').references(() => visitorSessions.id),
    /** One held by email is shown in no chat: an address proves less than a session. */
    channel: text('channel').$type<TicketChannel>().notNull().default('chat'),
    startedAt: now('started_at'),
    lastAt: now('last_at'),
    /** Message places (`messages.place`) up to which each side has read. */
    visitorRead: integer('visitor_read').notNull().default(0),
    agentRead: integer('agent_read').notNull().default(0),
    lastPlace: integer('last_place').notNull().default(0),
  },
  (table) => [
    index('conversations_contact').on(table.appContactId),
    index('conversations_session').on(table.sessionId),
    index('conversations_last').on(table.appId, table.lastAt),
  ],
);

export const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    /** 1, 2, 3 … within the conversation. */
    place: integer('place').notNull(),
    author: text('author').$type<'visitor' | 'agent' | 'system'>().notNull(),
    userId: text('user_id').references(() => user.id, { onDelete: 'set null' }),
    authorName: text('author_name'),
    /** Sender (session or user id) and the sender's own id of it: sending twice stores once. */
    sender: text('sender').notNull(),
    clientId: text('client_id').notNull(),
    text: text('text').notNull(),
    sentAt: now('sent_at'),
  },
  (table) => [
    unique('messages_place').on(table.conversationId, table.place),
    unique('messages_once').on(table.sender, table.clientId),
  ],
);

export const tickets = pgTable(
  'tickets',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    /** 1, 2, 3 … within the organisation. */
    number: integer('number').notNull(),
    conversationId: uuid('conversation_id')
      .notNull()
      .unique()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    subject: text('subject').notNull(),
    status: text('status').$type<TicketStatus>().notNull().default('open'),
    channel: text('channel').$type<TicketChannel>().notNull().default('chat'),
    /** No lookup and no model ever reads a spam ticket by itself. */
    isSpam: boolean('is_spam').notNull().default(false),
    /** The context at submission, as `CustomerContext`. */
    context: jsonb('context').notNull(),
    createdAt: now('created_at'),
  },
  (table) => [unique('tickets_number').on(table.organisationId, table.number)],
);

/** An app's Customer Context, as its owner set it up. Without a row nothing was ever set. */
export const lookupSettings = pgTable('lookup_settings', {
  appId: text('app_id')
    .primaryKey()
    .references(() => apps.id, { onDelete: 'cascade' }),
  enabled: boolean('enabled').notNull().default(false),
  method: text('method').$type<LookupSettings['method']>().notNull().default('GET'),
  url: text('url').notNull().default(''),
  parameter: text('parameter').notNull().default(''),
  identify: text('identify').notNull().default(''),
  show: text('show').notNull().default(''),
  /** Facts that are not confirmed for their ticket's sender stay out of the agent's draft. */
  excludeUnconfirmed: boolean('exclude_unconfirmed').notNull().default(false),
  updatedAt: now('updated_at'),
});

/** Bearer tokens and signing secrets of lookups, sealed by the vault. Unlike `app_secrets`, nobody is shown one again. */
export const lookupSecrets = pgTable(
  'lookup_secrets',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    appId: text('app_id')
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<LookupSecretKind>().notNull(),
    state: text('state').$type<'current' | 'previous'>().notNull(),
    sealed: text('sealed').notNull(),
    createdAt: now('created_at'),
  },
  (table) => [unique('lookup_secrets_live').on(table.appId, table.kind, table.state)],
);

/** A ticket's lookups, each with the result that it ended with. The row is made with the job that will run it. */
export const lookupRuns = pgTable(
  'lookup_runs',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => tickets.id, { onDelete: 'cascade' }),
    appId: text('app_id')
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    trigger: text('trigger').$type<LookupTrigger>().notNull(),
    state: text('state').$type<LookupRunState>().notNull().default('waiting'),
    /** Written once, with `finished`. */
    result: jsonb('result').$type<LookupResult | null>(),
    /** Who asked for a refresh. */
    userId: text('user_id').references(() => user.id, { onDelete: 'set null' }),
    createdAt: now('created_at'),
    /** Of the last attempt: after a crash there is another one. */
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
  },
  (table) => [
    index('lookup_runs_ticket').on(table.ticketId, table.createdAt),
    uniqueIndex('lookup_runs_new_ticket').on(table.ticketId).where(sql`${table.trigger} = 'new_ticket'`),
    uniqueIndex('lookup_runs_one_under_way').on(table.ticketId).where(sql`${table.state} <> 'finished'`),
  ],
);

/** What the model made of a ticket. The row is made with the ticket; a spam ticket has one when an agent asks for it. */
export const ticketAnalyses = pgTable('ticket_analyses', {
  ticketId: uuid('ticket_id')
    .primaryKey()
    .references(() => tickets.id, { onDelete: 'cascade' }),
  state: text('state').$type<AnalysisState>().notNull().default('waiting'),
  /** How the last attempt ended; with `finished`. */
  status: text('status').$type<AssistStatus>(),
  reason: text('reason').$type<AssistFailureReason>(),
  /** Of the last attempt that ended well. */
  result: jsonb('result').$type<AnalysisResult | null>(),
  createdAt: now('created_at'),
  finishedAt: at('finished_at'),
});

/** An app's email, as its owner set it up. Without a row nothing was ever set. */
export const emailSettings = pgTable('email_settings', {
  appId: text('app_id')
    .primaryKey()
    .references(() => apps.id, { onDelete: 'cascade' }),
  enabled: boolean('enabled').notNull().default(false),
  /** The name that customers see beside the address; `''`: the app's. */
  displayName: text('display_name').notNull().default(''),
  /** The authserv-ids of servers whose verdicts on senders are believed, as a list of texts. */
  trustedReceivers: jsonb('trusted_receivers').$type<readonly string[]>().notNull().default([]),
  /** The headers in which those servers call a mail spam, as a list of texts. */
  spamHeaders: jsonb('spam_headers').$type<readonly string[]>().notNull().default([]),
  updatedAt: now('updated_at'),
  updatedBy: text('updated_by').references(() => user.id, { onDelete: 'set null' }),
});

/** The addresses that mail for an app comes to. Answers leave from the one that the mail came to. */
export const emailInboxes = pgTable(
  'email_inboxes',
  {
    /** Canonical; of one app in the whole desk, so that a mail has one owner. */
    address: text('address').primaryKey(),
    appId: text('app_id')
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    /** Its place in the owner's list. */
    place: integer('place').notNull(),
  },
  (table) => [index('email_inboxes_app').on(table.appId)],
);

/** Mails as they were handed in. The bytes are stored before anything of them is read, and stay. */
export const emails = pgTable(
  'emails',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    appId: text('app_id')
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    via: text('via').$type<EmailVia>().notNull(),
    /** Whether strangers could not have come that way: only then a verdict in its headers is believed. */
    isGuarded: boolean('is_guarded').notNull(),
    inbox: text('inbox').notNull(),
    /** The reverse path; `''` for the null sender, null when nobody told it. */
    envelopeFrom: text('envelope_from'),
    raw: bytea('raw').notNull(),
    size: integer('size').notNull(),
    /** SHA-256 of the bytes, hex: a mail handed in twice is stored once. */
    digest: text('digest').notNull(),
    receivedAt: now('received_at'),
    state: text('state').$type<EmailInState>().notNull().default('waiting'),
    /** A named code that says more than the state. */
    reason: text('reason'),
    /** What follows is read from the bytes. Message-ID, with brackets. */
    headerId: text('header_id'),
    /** What it answers, oldest first, for the headers of an answer to it: `string[]`. */
    refs: jsonb('refs').$type<readonly string[]>().notNull().default([]),
    /** SHA-256 over Message-ID, author and body: one mail that came by two ways is read once. */
    identity: text('identity'),
    /** The author's address, canonical; proven only if `confirmed`. */
    fromAddress: text('from_address'),
    confirmed: boolean('confirmed').notNull().default(false),
    unconfirmedReason: text('unconfirmed_reason'),
    origin: text('origin').$type<EmailOrigin>(),
    mayAutoAnswer: boolean('may_auto_answer').notNull().default(false),
    quoted: text('quoted').notNull().default(''),
    signature: text('signature').notNull().default(''),
    /** Codes of what could not be read: `string[]`. */
    faults: jsonb('faults').$type<readonly string[]>().notNull().default([]),
    /** The message that it became, or the answer that it reports on. */
    messageId: uuid('message_id').references(() => messages.id, { onDelete: 'set null' }),
  },
  (table) => [
    unique('emails_digest').on(table.appId, table.digest),
    unique('emails_identity').on(table.appId, table.identity),
    index('emails_received').on(table.appId, table.receivedAt),
    index('emails_header_id').on(table.appId, table.headerId),
    index('emails_message').on(table.messageId),
  ],
);

/** A conversation that is held by email: with whom, through which inbox. */
export const emailThreads = pgTable('email_threads', {
  conversationId: uuid('conversation_id')
    .primaryKey()
    .references(() => conversations.id, { onDelete: 'cascade' }),
  inbox: text('inbox').notNull(),
  /** The author of its first mail, canonical. */
  fromAddress: text('from_address'),
  /** Whether that author was confirmed. */
  confirmed: boolean('confirmed').notNull(),
  /** Where answers go, as the first mail wrote it; null: nowhere. */
  answerAddress: text('answer_address'),
  answerName: text('answer_name').notNull().default(''),
});

/** Attachments of mails that came in. Names and types are their senders' word. */
export const emailAttachments = pgTable(
  'email_attachments',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    emailId: uuid('email_id')
      .notNull()
      .references(() => emails.id, { onDelete: 'cascade' }),
    place: integer('place').notNull(),
    name: text('name').notNull(),
    type: text('type').notNull(),
    size: integer('size').notNull(),
    inline: boolean('inline').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (table) => [unique('email_attachments_place').on(table.emailId, table.place)],
);

/** Agents' answers on their way out. */
export const emailAnswers = pgTable(
  'email_answers',
  {
    /** The agent's message: each leaves once. */
    messageId: uuid('message_id')
      .primaryKey()
      .references(() => messages.id, { onDelete: 'cascade' }),
    appId: text('app_id')
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    /** Message-ID with brackets, unguessable: mails that answer it are matched by it. */
    headerId: text('header_id').notNull().unique(),
    envelopeFrom: text('envelope_from').notNull(),
    envelopeTo: text('envelope_to').notNull(),
    /** The same bytes at every attempt; null once they are out, and for an answer that nobody could compose. */
    raw: bytea('raw'),
    state: text('state').$type<EmailOutState>().notNull(),
    /** Why it is not out, or, while it waits, why the last attempt failed. */
    code: text('code'),
    /** The server's reply code, as 550, or of a bounce the status, as `5.1.1`. */
    status: text('status'),
    attempts: integer('attempts').notNull().default(0),
    updatedAt: now('updated_at'),
  },
  (table) => [index('email_answers_app').on(table.appId)],
);

/** What an organisation may use. Without a row it has the free plan. */
export const organisationPlans = pgTable('organisation_plans', {
  organisationId: text('organisation_id')
    .primaryKey()
    .references(() => organization.id, { onDelete: 'cascade' }),
  plan: text('plan').$type<PlanName>().notNull(),
  /** Null: as many as the plan has. */
  monthlyCredits: integer('monthly_credits'),
  updatedAt: now('updated_at'),
});

/** What the model cost an organisation in a month, in tokens as its server counted them. */
export const modelUsage = pgTable(
  'model_usage',
  {
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    /** `2026-11`, in UTC. */
    period: text('period').notNull(),
    tokens: bigint('tokens', { mode: 'number' }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.period] })],
);

/**
 * The live streams' log. `scope` is `org:<id>` for agents, `contact:<app contact>` for verified sessions,
 * `session:<id>` for one guest or unverified session. `seq` is gapless within a scope: its row in
 * `event_scopes` is locked until commit, so what is read in order is complete.
 */
export const events = pgTable(
  'events',
  {
    scope: text('scope').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    payload: jsonb('payload').notNull(),
    at: now('at'),
  },
  (table) => [primaryKey({ columns: [table.scope, table.seq] }), index('events_at').on(table.at)],
);

export const eventScopes = pgTable('event_scopes', {
  scope: text('scope').primaryKey(),
  lastSeq: bigint('last_seq', { mode: 'number' }).notNull().default(0),
});

/** Who looked at or changed what. Never holds a value. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    appId: text('app_id').references(() => apps.id, { onDelete: 'cascade' }),
    userId: text('user_id').references(() => user.id, { onDelete: 'set null' }),
    what: text('what').notNull(),
    detail: text('detail'),
    at: now('at'),
  },
  (table) => [index('audit_log_organisation').on(table.organisationId, table.at)],
);
