import { ConvotError } from 'convot/protocol';
import { eq } from 'drizzle-orm';
import type { VerificationMode } from '../../wire/index.js';
import { type Db, schema } from '../database/index.js';

/** What the app's settings say about who may be believed. */
export interface AppRules {
  readonly id: string;
  readonly organisationId: string;
  readonly verification: VerificationMode;
  /** Keeps this app's signed identifiers apart from those of the organisation's other apps. */
  readonly ownNamespace: boolean;
}

/** @throws ConvotError `not_found` */
export async function loadAppRules(db: Db, appId: string): Promise<AppRules> {
  const { id, organisationId, verification, ownNamespace } = schema.apps;
  const [rules] = await db
    .select({ id, organisationId, verification, ownNamespace })
    .from(schema.apps)
    .where(eq(id, appId));
  if (!rules) throw new ConvotError('not_found', 'There is no app of this id.');
  return rules;
}
