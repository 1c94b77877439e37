/** Whose eyes an event is for: all agents of an organisation, a contact's verified sessions, or one session alone. */
export type Scope = OrganisationScope | VisitorScope;

export type OrganisationScope = `org:${string}`;

export type VisitorScope = `contact:${string}` | `session:${string}`;

export function organisationScope(organisationId: string): OrganisationScope {
  return `org:${organisationId}`;
}

/** The scope of a conversation's visitors, by the rule of `conversations.session_id`. */
export function visitorScope(owner: {
  readonly sessionId: string | null;
  readonly appContactId: string;
}): VisitorScope {
  return owner.sessionId === null ? `contact:${owner.appContactId}` : `session:${owner.sessionId}`;
}

/** The topic that says a visitor's session has ended. It has no log: whoever missed it is refused at the next request. */
export function sessionEndedTopic(sessionId: string): string {
  return `ended:${sessionId}`;
}
