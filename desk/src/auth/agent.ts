import { ConvotError } from 'convot/protocol';
import type { MiddlewareHandler } from 'hono';
import type { Me } from '../../wire/index.js';
import type { Actor } from '../audit/index.js';

/** Who is signed in, and for which organisation they act. */
export type Agent = Me;

/** The Hono environment of every route under `/api`: `c.get('agent')`. */
export interface AgentEnv {
  Variables: { agent: Agent };
}

/** Lets owners through. @throws ConvotError `forbidden` */
export const requireOwner: MiddlewareHandler<AgentEnv> = async (c, next) => {
  if (c.get('agent').role !== 'owner') throw new ConvotError('forbidden', 'Only an owner may do this.');
  await next();
};

/** The agent as the audit log names them. */
export function actorOf(agent: Agent): Actor {
  return { userId: agent.user.id, organisationId: agent.organisation.id };
}
