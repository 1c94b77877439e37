import { type AppSettings, ConvotError } from 'convot/protocol';
import { eq } from 'drizzle-orm';
import { type Db, schema } from '../database/index.js';

/** What any page may know of an app. @throws ConvotError `not_found` */
export async function loadPublicSettings(db: Db, appId: string): Promise<AppSettings> {
  const [settings] = await db
    .select({ name: schema.apps.name, identity_endpoint: schema.apps.identityEndpoint })
    .from(schema.apps)
    .where(eq(schema.apps.id, appId));
  if (!settings) throw new ConvotError('not_found', 'There is no app of this id.');
  return settings;
}
