import { ConvotError } from 'convot/protocol';
import { and, asc, eq } from 'drizzle-orm';
import type { MiddlewareHandler } from 'hono';
import type { Role } from '../../wire/index.js';
import { type Db, schema } from '../database/index.js';
import type { Agent, AgentEnv } from './agent.js';
import type { Auth } from './auth.js';

/** Finds out who asks, for every route under `/api`. @throws ConvotError `session_ended`, `forbidden` */
export function agentGuard(auth: Auth, db: Db): MiddlewareHandler<AgentEnv> {
  return async (c, next) => {
    const { response, headers } = await auth.api.getSession({ headers: c.req.raw.headers, returnHeaders: true });
    if (!response) throw new ConvotError('session_ended', 'Nobody is signed in.');
    c.set('agent', await loadAgent(db, response.user, response.session.activeOrganizationId ?? null));
    await next();
    // A session in use is prolonged, its cookie too.
    for (const cookie of headers?.getSetCookie() ?? []) c.header('Set-Cookie', cookie, { append: true });
  };
}

/** @param active - the organisation chosen in this session; the first one when there is no choice. */
async function loadAgent(db: Db, user: Agent['user'], active: string | null): Promise<Agent> {
  const { member, organization } = schema;
  const ofUser = eq(member.userId, user.id);
  const [row] = await db
    .select({ id: organization.id, name: organization.name, role: member.role })
    .from(member)
    .innerJoin(organization, eq(organization.id, member.organizationId))
    .where(active === null ? ofUser : and(ofUser, eq(organization.id, active)))
    .orderBy(asc(member.createdAt), asc(member.id))
    .limit(1);
  if (!row) throw new ConvotError('forbidden', 'This account belongs to no organisation.');
  return {
    user: { id: user.id, name: user.name, email: user.email },
    organisation: { id: row.id, name: row.name },
    role: readRole(row.role),
  };
}

/** better-auth keeps several roles as a list; anything but an owner has a member's rights. */
function readRole(text: string): Role {
  return text.split(',').includes('owner') ? 'owner' : 'member';
}
