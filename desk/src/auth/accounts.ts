import { and, eq } from 'drizzle-orm';
import type { Role } from '../../wire/index.js';
import { type Db, schema } from '../database/index.js';
import type { Auth } from './auth.js';

const { organization, user } = schema;

/** An account to make. */
export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/**
 * Finds an account by its email, or makes it. Also completes one whose making was cut short.
 *
 * @param options.resetPassword - gives an account that exists the wanted password, too.
 */
export async function ensureAccount(
  auth: Auth,
  db: Db,
  wanted: NewAccount,
  { resetPassword = false }: { readonly resetPassword?: boolean } = {},
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const email = wanted.email.toLowerCase();
  const { internalAdapter, password } = await auth.$context;
  const [known] = await db.select({ id: user.id }).from(user).where(eq(user.email, email));
  const { id } = known ?? (await internalAdapter.createUser({ email, name: wanted.name, emailVerified: true }));
  const accounts = await internalAdapter.findAccounts(id);
  const isNew = !accounts.some(({ providerId }) => providerId === 'credential');
  if (isNew || resetPassword) {
    const hash = await password.hash(wanted.password);
    if (!isNew) await internalAdapter.updatePassword(id, hash);
    else await internalAdapter.linkAccount({ userId: id, accountId: id, providerId: 'credential', password: hash });
  }
  return { id, isNew };
}

/** Finds an organisation by its slug, or makes it with its first owner. @returns its id */
export async function ensureOrganisation(
  auth: Auth,
  db: Db,
  wanted: { readonly name: string; readonly slug: string; readonly ownerId: string },
): Promise<string> {
  const { name, slug, ownerId } = wanted;
  const [known] = await db.select({ id: organization.id }).from(organization).where(eq(organization.slug, slug));
  if (known) return known.id;
  const made = await auth.api.createOrganization({ body: { name, slug, userId: ownerId } });
  return made.id;
}

/** Makes an account a member, unless it is one. */
export async function ensureMember(
  auth: Auth,
  db: Db,
  membership: { readonly organisationId: string; readonly userId: string; readonly role: Role },
): Promise<void> {
  const { organisationId, userId, role } = membership;
  const known = await db
    .select({ id: schema.member.id })
    .from(schema.member)
    .where(and(eq(schema.member.userId, userId), eq(schema.member.organizationId, organisationId)));
  if (known.length === 0) await auth.api.addMember({ body: { organizationId: organisationId, userId, role } });
}
