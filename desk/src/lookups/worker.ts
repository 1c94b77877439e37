import type { LookupResult } from '../../wire/lookups.js';
import type { Desk } from '../desk.js';
import type { JobData, JobHandler } from '../jobs/index.js';
import { creditsOf, readPlan } from '../plans/index.js';
import { callThrough, type LookupCaller } from './call.js';
import type { Mail, Sender } from './mail.js';
import { mailOfTicket } from './mail-of-ticket.js';
import { runLookup } from './run.js';
import { beginRun, finishRun } from './runs.js';
import { openSecrets } from './secrets-store.js';
import { readSettings } from './settings-store.js';

/** What a lookup needs of the desk. */
export type LookupDesk = Pick<Desk, 'db' | 'bus' | 'vault' | 'clock' | 'connector' | 'reach' | 'model'>;

/** Whose settings, what was written, by whom. */
export interface Lookup {
  readonly organisationId: string;
  readonly appId: string;
  readonly mail: Mail;
  readonly sender: Sender;
  /** The test panel's: it runs before the lookup is enabled. */
  readonly isTest: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Runs one lookup by the app's stored settings, and stores nothing but the credits.
 *
 * @returns with the model's tokens that this one run took.
 */
export async function performLookup(
  desk: LookupDesk,
  lookup: Lookup,
): Promise<{ readonly result: LookupResult; readonly caller: LookupCaller; readonly tokens: number }> {
  const { organisationId, appId, mail, sender, isTest, signal } = lookup;
  const { settings } = await readSettings(desk.db, appId);
  const { features } = await readPlan(desk.db, organisationId);
  const secrets = (await openSecrets(desk, desk.db, appId)) ?? { token: '' };
  const credits = creditsOf(desk, organisationId);
  let tokens = 0;
  const caller = callThrough(desk.connector, secrets, signal);
  const result = await runLookup(
    {
      settings: { ...settings, token_configured: secrets.token !== '' },
      secrets,
      isInPlan: features.includes('customer_context'),
      isTest,
      mail,
      sender,
      allowLoopback: desk.reach === 'public_or_loopback',
      signal,
    },
    {
      fetch: caller.fetch,
      model: desk.model,
      credits: {
        left: credits.left,
        spend: (usage) => {
          tokens += usage.inputTokens + usage.outputTokens;
          return credits.spend(usage);
        },
      },
      now: () => desk.clock().getTime(),
    },
  );
  return { result, caller, tokens };
}

/**
 * Does the job of a run. After a crash in the middle the endpoint is asked again; only one result is ever stored, and a
 * finished run asks nobody.
 */
export function lookupHandler(desk: LookupDesk): JobHandler<JobData['lookup']> {
  return {
    async run({ runId }, signal) {
      const run = await beginRun(desk, runId);
      const ticket = run && (await mailOfTicket(desk.db, run.ticketId));
      if (!ticket) return;
      const { result } = await performLookup(desk, { ...ticket, isTest: false, signal });
      // What a closing desk broke off is no result: whoever comes next runs it again.
      if (signal.aborted) throw new Error('The desk closes.');
      await finishRun(desk, runId, result);
    },
    async lost({ runId }) {
      await finishRun(desk, runId, lostResult(desk.clock()));
    },
  };
}

/** Every attempt ended with its process, or the database failed each time. */
function lostResult(at: Date): LookupResult {
  return {
    status: 'fetch_error',
    reason: 'internal',
    at: at.toISOString(),
    identifier: null,
    reader: null,
    confirmed_for_sender: false,
    is_empty: false,
    heading: null,
    rows: [],
    rows_by: null,
    not_found: [],
    links: [],
    summary: null,
    summary_failure: null,
    http_status: null,
    bytes: null,
    timing: { extract_ms: null, fetch_ms: null, summarise_ms: null, total_ms: 0 },
    request: null,
  };
}
