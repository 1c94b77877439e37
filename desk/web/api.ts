import { ConvotError, type ErrorBody, type Message, type MessageDraft, serverEvents } from 'convot/protocol';
import type { SuggestionEvent, SuggestionWish, TicketAssist } from '../wire/assist.js';
import type { AuditPage } from '../wire/audit.js';
import type { EmailFieldFault, EmailSettings, EmailSettingsPage } from '../wire/emails.js';
import type {
  App,
  AppSecret,
  ContactProfile,
  ContactRow,
  ConversationPage,
  ConversationRow,
  Me,
  SecretKind,
  TicketRow,
  TicketStatus,
} from '../wire/index.js';
import type {
  LookupFault,
  LookupSample,
  LookupSecretKind,
  LookupSettingsChange,
  LookupSettingsPage,
  LookupTest,
  TicketLookup,
} from '../wire/lookups.js';
import type { OrganisationPlan, PlanChange } from '../wire/plans.js';
import { RefusedFields } from './refused-fields.js';

/** What an owner may change of an app. */
export type AppChange = Partial<Pick<App, 'name' | 'verification' | 'identity_endpoint' | 'own_namespace'>>;

/** The agent's API. Every call rejects with a `ConvotError`; `session_ended` has already been told to `onSignedOut`. */
export interface Api {
  me(): Promise<Me>;
  signIn(email: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  conversations(before?: string): Promise<{ conversations: readonly ConversationRow[] }>;
  conversation(id: string): Promise<ConversationPage>;
  send(conversation: string, draft: MessageDraft): Promise<Message>;
  markRead(conversation: string): Promise<void>;
  tickets(status: TicketStatus | '', before?: number): Promise<{ tickets: readonly TicketRow[] }>;
  setTicketStatus(id: string, status: TicketStatus): Promise<void>;
  contacts(q: string, after?: string): Promise<{ contacts: readonly ContactRow[]; next: string | null }>;
  contact(id: string): Promise<ContactProfile>;
  apps(): Promise<{ apps: readonly App[] }>;
  createApp(name: string): Promise<App>;
  changeApp(id: string, change: AppChange): Promise<void>;
  revealSecrets(app: string): Promise<{ secrets: readonly AppSecret[] }>;
  rotateSecret(app: string, kind: SecretKind): Promise<{ secrets: readonly AppSecret[] }>;
  endPreviousSecret(app: string, kind: SecretKind): Promise<{ secrets: readonly AppSecret[] }>;
  /** The organisation's entries, or those of one app. */
  audit(app: string | null, after?: string): Promise<AuditPage>;
  lookupSettings(app: string): Promise<LookupSettingsPage>;
  /** Rejects with {@link RefusedFields} when fields are wrong. */
  saveLookupSettings(app: string, change: LookupSettingsChange): Promise<LookupSettingsPage>;
  restoreLookupToken(app: string): Promise<LookupSettingsPage>;
  forgetLookupSecret(app: string, kind: LookupSecretKind, which: 'previous' | 'both'): Promise<LookupSettingsPage>;
  testLookup(app: string, sample: LookupSample): Promise<LookupTest>;
  ticketLookup(ticket: string): Promise<TicketLookup>;
  refreshLookup(ticket: string): Promise<TicketLookup>;
  emailSettings(app: string): Promise<EmailSettingsPage>;
  /** Rejects with {@link RefusedFields} when fields are wrong. */
  saveEmailSettings(app: string, change: Partial<EmailSettings>): Promise<EmailSettingsPage>;
  /** Reads a mail again that could not be read. */
  retryEmail(id: string): Promise<void>;
  /** Sends an answer again that did not leave. */
  resendAnswer(message: string): Promise<void>;
  ticketAnalysis(ticket: string): Promise<TicketAssist>;
  analyseTicket(ticket: string): Promise<TicketAssist>;
  /** A reply, piece by piece. Rejects while it is read; a stream that breaks off ends without `done` and `failed`. */
  suggest(ticket: string, wish: SuggestionWish, signal: AbortSignal): AsyncIterable<SuggestionEvent>;
  plan(): Promise<OrganisationPlan>;
  changePlan(change: PlanChange): Promise<OrganisationPlan>;
  /** The inline half of the paste, as the desk serves it. */
  stub(): Promise<string>;
}

/**
 * @param fetcher - the page's `fetch`.
 * @param onSignedOut - called when the desk no longer knows who asks.
 */
export function createApi(fetcher: typeof fetch, onSignedOut: () => void): Api {
  const call = async (method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> => {
    const response = await fetcher(path, {
      method,
      ...(signal && { signal }),
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    }).catch(() => {
      throw new ConvotError('offline');
    });
    if (response.ok) return response;
    const isSignIn = path.startsWith('/api/auth/');
    if (response.status === 401 && !isSignIn) onSignedOut();
    throw isSignIn ? signInError(response) : await readError(response);
  };
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await call(method, path, body);
    return response.json().catch(() => {
      throw new ConvotError('internal');
    });
  };
  const get = <T>(path: string) => json<T>('GET', path);
  const done = async (method: string, path: string, body?: unknown) => {
    await call(method, path, body);
  };

  return {
    me: () => get('/api/me'),
    signIn: (email, password) => done('POST', '/api/auth/sign-in/email', { email, password }),
    signOut: () => done('POST', '/api/auth/sign-out', {}),
    conversations: (before) => get(path`/api/conversations${query({ before })}`),
    conversation: (id) => get(path`/api/conversations/${id}`),
    send: (id, draft) => json('POST', path`/api/conversations/${id}/messages`, draft),
    markRead: (id) => done('POST', path`/api/conversations/${id}/read`),
    tickets: (status, before) => get(path`/api/tickets${query({ status, before })}`),
    setTicketStatus: (id, status) => done('PATCH', path`/api/tickets/${id}`, { status }),
    contacts: (q, after) => get(path`/api/contacts${query({ q, after })}`),
    contact: (id) => get(path`/api/contacts/${id}`),
    apps: () => get('/api/apps'),
    createApp: (name) => json('POST', '/api/apps', { name }),
    changeApp: (id, change) => done('PATCH', path`/api/apps/${id}`, change),
    revealSecrets: (id) => json('POST', path`/api/apps/${id}/secrets/reveal`),
    rotateSecret: (id, kind) => json('POST', path`/api/apps/${id}/secrets/${kind}/rotate`),
    endPreviousSecret: (id, kind) => json('DELETE', path`/api/apps/${id}/secrets/${kind}/previous`),
    audit: (app, after) =>
      get(app === null ? path`/api/audit${query({ after })}` : path`/api/apps/${app}/audit${query({ after })}`),
    lookupSettings: (app) => get(path`/api/apps/${app}/lookup`),
    saveLookupSettings: (app, change) => json('PUT', path`/api/apps/${app}/lookup`, change),
    restoreLookupToken: (app) => json('POST', path`/api/apps/${app}/lookup/token/restore`),
    forgetLookupSecret: (app, kind, which) =>
      json('DELETE', path`/api/apps/${app}/lookup/${kind}` + (which === 'previous' ? '/previous' : '')),
    testLookup: (app, sample) => json('POST', path`/api/apps/${app}/lookup/test`, sample),
    ticketLookup: (ticket) => get(path`/api/tickets/${ticket}/lookup`),
    refreshLookup: (ticket) => json('POST', path`/api/tickets/${ticket}/lookup/refresh`),
    emailSettings: (app) => get(path`/api/apps/${app}/email`),
    saveEmailSettings: (app, change) => json('PUT', path`/api/apps/${app}/email`, change),
    retryEmail: (id) => done('POST', path`/api/emails/${id}/retry`),
    resendAnswer: (message) => done('POST', path`/api/messages/${message}/resend`),
    ticketAnalysis: (ticket) => get(path`/api/tickets/${ticket}/analysis`),
    analyseTicket: (ticket) => json('POST', path`/api/tickets/${ticket}/analysis`),
    async *suggest(ticket, wish, signal) {
      yield* readEvents(await call('POST', path`/api/tickets/${ticket}/suggestion`, wish, signal));
    },
    plan: () => get('/api/plan'),
    changePlan: (change) => json('PUT', '/api/plan', change),
    stub: async () => (await call('GET', '/stub.js')).text(),
  };
}

/** Server-sent events whose data is JSON, as they come. */
async function* readEvents<T>({ body }: Response): AsyncGenerator<T, void, void> {
  if (!body) return;
  const come: T[] = [];
  const feed = serverEvents(({ data }) => void come.push(JSON.parse(data)));
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      feed(value);
      yield* come.splice(0);
    }
  } catch {
    throw new ConvotError('offline');
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** A path whose values are encoded; a `URLSearchParams` becomes its query. */
function path(parts: TemplateStringsArray, ...values: readonly (string | URLSearchParams)[]): string {
  return parts.reduce((built, part, index) => {
    const value = values[index - 1] ?? '';
    if (value instanceof URLSearchParams) return `${built}${value.size > 0 ? `?${value}` : ''}${part}`;
    return built + encodeURIComponent(value) + part;
  });
}

function query(fields: Readonly<Record<string, string | number | undefined>>): URLSearchParams {
  const filled = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return new URLSearchParams(filled.map(([name, value]) => [name, String(value)]));
}

/** The sign-in library has codes of its own; what a person can do about them is told by the status. */
function signInError({ status }: Response): ConvotError {
  if (status === 429) return new ConvotError('too_many_requests');
  return new ConvotError(status >= 500 ? 'internal' : 'forbidden');
}

async function readError(response: Response): Promise<ConvotError> {
  const fallback = response.status === 401 ? 'session_ended' : response.status === 404 ? 'not_found' : 'internal';
  const body: (Partial<ErrorBody> & { faults?: readonly (LookupFault | EmailFieldFault)[] }) | null = await response
    .json()
    .catch(() => null);
  if (Array.isArray(body?.faults)) return new RefusedFields(body.faults);
  const error = body?.error;
  return new ConvotError(error?.code ?? fallback, error?.message, error?.reason ? { reason: error.reason } : {});
}
