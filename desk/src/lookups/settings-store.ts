import { ConvotError } from 'convot/protocol';
import { and, eq } from 'drizzle-orm';
import type { AuditAct } from '../../wire/audit.js';
import type {
  LookupFault,
  LookupSecretKind,
  LookupSettings,
  LookupSettingsChange,
  LookupSettingsPage,
} from '../../wire/lookups.js';
import { type Actor, recordAudit } from '../audit/index.js';
import { type Db, schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { modelLabel, readPlan } from '../plans/index.js';
import { readInstructions } from './instructions/index.js';
import { enterSecret, forgetSecrets, restoreSecret, secretStates } from './secrets-store.js';
import { missingFields, settingsFaults, signingFault, tokenFault } from './settings.js';

const { apps, lookupSettings } = schema;

/** The settings as they stand, whether anything was ever set or not. */
export interface StoredSettings {
  readonly settings: LookupSettings;
  readonly excludeUnconfirmed: boolean;
  readonly updatedAt: Date | null;
}

/** What was never set. */
const BLANK = { enabled: false, method: 'GET', url: '', parameter: '', identify: '', show: '' } as const;

export async function readSettings(db: Db | Tx, appId: string): Promise<StoredSettings> {
  const [row] = await db.select().from(lookupSettings).where(eq(lookupSettings.appId, appId));
  const { token } = await secretStates(db, appId);
  const { enabled, method, url, parameter, identify, show } = row ?? BLANK;
  return {
    settings: { enabled, method, url, parameter, identify, show, token_configured: token.current !== null },
    excludeUnconfirmed: row?.excludeUnconfirmed ?? false,
    updatedAt: row?.updatedAt ?? null,
  };
}

/** Everything that the owner may see. @throws ConvotError `not_found` */
export async function settingsPage(
  { db, model, reach }: Pick<Desk, 'db' | 'model' | 'reach'>,
  organisationId: string,
  appId: string,
): Promise<LookupSettingsPage> {
  await requireApp(db, organisationId, appId);
  const { settings, excludeUnconfirmed, updatedAt } = await readSettings(db, appId);
  const { features } = await readPlan(db, organisationId);
  return {
    ...settings,
    ...(await secretStates(db, appId)),
    exclude_unconfirmed: excludeUnconfirmed,
    missing: missingFields(settings),
    reading: readInstructions(settings.identify),
    is_in_plan: features.includes('customer_context'),
    model: modelLabel(model),
    allows_loopback: reach === 'public_or_loopback',
    updated_at: updatedAt?.toISOString() ?? null,
  };
}

/**
 * Changes what is named; a blank secret keeps the stored one.
 *
 * @returns what is wrong with the fields; nothing is stored then.
 * @throws ConvotError `not_found`
 */
export async function changeSettings(
  desk: Pick<Desk, 'db' | 'vault' | 'clock' | 'reach'>,
  actor: Actor,
  appId: string,
  change: LookupSettingsChange,
): Promise<LookupFault[]> {
  const { token = '', signing_secret: signing = '', exclude_unconfirmed: excludeUnconfirmed, ...fields } = change;
  return desk.db.transaction(async (tx) => {
    await lockApp(tx, actor.organisationId, appId);
    const before = await readSettings(tx, appId);
    const settings = {
      ...before.settings,
      ...fields,
      token_configured: before.settings.token_configured || token !== '',
    };
    const faults = [
      ...settingsFaults(settings, { allowLoopback: desk.reach === 'public_or_loopback' }),
      ...(settings.enabled && fields.enabled === true ? missingFields(settings) : []),
      ...faultOf('token', tokenFault(token)),
      ...faultOf('signing_secret', signingFault(signing)),
    ];
    if (faults.length > 0) return faults;
    const { token_configured, ...columns } = settings;
    const values = { ...columns, excludeUnconfirmed: excludeUnconfirmed ?? before.excludeUnconfirmed };
    await store(tx, appId, values, desk.clock());
    const note = noteFor(tx, actor, appId, desk.clock());
    const named = Object.keys({ ...fields, ...(excludeUnconfirmed !== undefined && { exclude_unconfirmed: true }) });
    if (named.length > 0) await note('lookup_changed', named.sort().join(', '));
    for (const [kind, value] of [
      ['token', token],
      ['signing_secret', signing],
    ] as const) {
      if (value === '') continue;
      await enterSecret(desk, tx, appId, kind, value);
      await note('lookup_secret_entered', kind);
    }
    return [];
  });
}

/** Exchanges the current secret and the previous one. @throws ConvotError `not_found` when there are not two */
export async function restorePrevious(
  desk: Pick<Desk, 'db' | 'clock'>,
  actor: Actor,
  appId: string,
  kind: LookupSecretKind,
): Promise<void> {
  await desk.db.transaction(async (tx) => {
    await lockApp(tx, actor.organisationId, appId);
    if (!(await restoreSecret(tx, appId, kind))) throw new ConvotError('not_found', 'There is no previous secret.');
    await noteFor(tx, actor, appId, desk.clock())('lookup_secret_restored', kind);
  });
}

/** Forgets the previous secret of a kind, or all of them. @throws ConvotError `not_found` */
export async function forget(
  desk: Pick<Desk, 'db' | 'clock'>,
  actor: Actor,
  appId: string,
  kind: LookupSecretKind,
  which: 'previous' | 'all',
): Promise<void> {
  await desk.db.transaction(async (tx) => {
    await lockApp(tx, actor.organisationId, appId);
    const hadAny = await forgetSecrets(tx, appId, kind, which);
    if (hadAny) await noteFor(tx, actor, appId, desk.clock())('lookup_secret_ended', `${kind}, ${which}`);
  });
}

/** @throws ConvotError `not_found` */
export async function requireApp(db: Db | Tx, organisationId: string, appId: string): Promise<void> {
  const own = and(eq(apps.id, appId), eq(apps.organisationId, organisationId));
  if ((await db.select({ id: apps.id }).from(apps).where(own)).length === 0) throw noApp();
}

/** Two owners who change the settings at once do so one after the other. @throws ConvotError `not_found` */
async function lockApp(tx: Tx, organisationId: string, appId: string): Promise<void> {
  const own = and(eq(apps.id, appId), eq(apps.organisationId, organisationId));
  const rows = await tx.select({ id: apps.id }).from(apps).where(own).for('update');
  if (rows.length === 0) throw noApp();
}

async function store(
  tx: Tx,
  appId: string,
  values: Omit<typeof lookupSettings.$inferInsert, 'appId' | 'updatedAt'>,
  updatedAt: Date,
): Promise<void> {
  await tx
    .insert(lookupSettings)
    .values({ ...values, appId, updatedAt })
    .onConflictDoUpdate({ target: lookupSettings.appId, set: { ...values, updatedAt } });
}

function noteFor(tx: Tx, actor: Actor, appId: string, at: Date) {
  return (what: AuditAct, detail: string) => recordAudit(tx, actor, { appId, what, detail, at });
}

function faultOf(field: LookupFault['field'], fault: LookupFault['fault'] | null): LookupFault[] {
  return fault === null ? [] : [{ field, fault }];
}

function noApp(): ConvotError {
  return new ConvotError('not_found', 'There is no app of this id.');
}
