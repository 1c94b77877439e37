import type { IncomingHttpHeaders } from 'node:http';

/**
 * What Chatwoot's API document says of the public client API, and no more: a path, a field or a type that is not in it
 * is a violation. The real server passes over unknown fields; this one doesn't, so that nobody relies on them.
 */

type Kind = 'text' | 'scalars';

interface Operation {
  readonly name: OperationName;
  readonly method: string;
  readonly path: RegExp;
  readonly fields: Readonly<Record<string, Kind>>;
}

export type OperationName =
  | 'inbox'
  | 'createContact'
  | 'contact'
  | 'updateContact'
  | 'conversations'
  | 'createConversation'
  | 'lastSeen'
  | 'createMessage';

const CONTACT: Operation['fields'] = {
  identifier: 'text',
  identifier_hash: 'text',
  email: 'text',
  name: 'text',
  phone_number: 'text',
  avatar_url: 'text',
  custom_attributes: 'scalars',
};

const OPERATIONS: readonly Operation[] = [
  { name: 'inbox', method: 'GET', path: path(''), fields: {} },
  { name: 'createContact', method: 'POST', path: path('/contacts'), fields: CONTACT },
  { name: 'contact', method: 'GET', path: path('/contacts/:'), fields: {} },
  { name: 'updateContact', method: 'PATCH', path: path('/contacts/:'), fields: CONTACT },
  { name: 'conversations', method: 'GET', path: path('/contacts/:/conversations'), fields: {} },
  {
    name: 'createConversation',
    method: 'POST',
    path: path('/contacts/:/conversations'),
    fields: { custom_attributes: 'scalars' },
  },
  { name: 'lastSeen', method: 'POST', path: path('/contacts/:/conversations/:/update_last_seen'), fields: {} },
  {
    name: 'createMessage',
    method: 'POST',
    path: path('/contacts/:/conversations/:/messages'),
    fields: { content: 'text', echo_id: 'text' },
  },
];

function path(rest: string): RegExp {
  return new RegExp(`^/public/api/v1/inboxes/([^/?]+)${rest.replaceAll(':', '([^/?]+)')}$`);
}

export type Body = Readonly<Record<string, unknown>>;

/** A request as the document allows it. */
export interface Allowed {
  readonly name: OperationName;
  readonly inbox: string;
  /** The contact's source id and the conversation's id, where the path has them. */
  readonly ids: readonly string[];
  readonly body: Body;
}

/** The request, or the status with which it is refused and what was wrong with it. */
export function allowed(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  text: string,
): Allowed | { readonly status: number; readonly violation: string } {
  const operation = OPERATIONS.find((each) => each.method === method && each.path.test(url));
  if (!operation) return { status: 404, violation: `no operation ${method} ${url}` };
  const violation = (what: string, status = 400) => ({ status, violation: `${operation.name}: ${what}` });
  const [inbox = '', ...ids] = operation.path.exec(url)?.slice(1).map(decodeURIComponent) ?? [];
  if (headers.accept !== 'application/json') return violation('it does not accept JSON', 406);
  if (method === 'GET') {
    return text === '' ? { name: operation.name, inbox, ids, body: {} } : violation('a GET with a body');
  }
  if (headers['content-type'] !== 'application/json') return violation('its body is not called JSON');
  const body = parsed(text);
  if (!body) return violation('its body is no JSON object');
  for (const [field, value] of Object.entries(body)) {
    const kind = operation.fields[field];
    if (!kind) return violation(`the field ${field} is not published`);
    if (kind === 'text' ? typeof value !== 'string' : !isScalars(value)) return violation(`${field} is not ${kind}`);
  }
  return { name: operation.name, inbox, ids, body };
}

function parsed(text: string): Body | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null;
  } catch {
    return null;
  }
}

function isScalars(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((each) => each === null || ['string', 'number', 'boolean'].includes(typeof each));
}
