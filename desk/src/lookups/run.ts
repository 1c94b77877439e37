import type { LookupReason, LookupResult, LookupSettings, LookupStatus } from '../../wire/lookups.js';
import { type Model, ModelError, type Usage } from '../model/index.js';
import { type Answer, type FetchAnswer, type FetchPort, readAnswer } from './answer.js';
import { extract } from './extract.js';
import type { Mail, Sender } from './mail.js';
import { buildRequest, maskRequest, type RequestSecrets } from './request.js';
import { headingOf, plainRows, summarise } from './rows/index.js';
import { missingFields, settingsFaults } from './settings.js';
import { isSendersOwn } from './whose.js';

/** One lookup. */
export interface LookupJob {
  readonly settings: LookupSettings;
  readonly secrets: RequestSecrets;
  /** Whether the organisation's plan has Customer Context. */
  readonly isInPlan: boolean;
  /** The test panel's: it runs before the lookup is enabled. @defaultValue false */
  readonly isTest?: boolean;
  readonly mail: Mail;
  readonly sender: Sender;
  /** A development setting: the endpoint may be on this machine, over plain http. @defaultValue false */
  readonly allowLoopback?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The organisation's monthly credits. */
export interface CreditsPort {
  /** Whether any are left; asked before the model is. */
  readonly left: () => Promise<boolean>;
  readonly spend: (usage: Usage) => Promise<void> | void;
}

/** What a run reaches the world by. */
export interface LookupPorts {
  readonly fetch: FetchPort;
  readonly model: Model | null;
  readonly credits: CreditsPort;
  /** Milliseconds since 1970. @defaultValue the clock */
  readonly now?: () => number;
}

/**
 * Runs one lookup: finds the identifier, asks the endpoint once, reads its answer. It never throws and never repeats a
 * call; whatever fails becomes the status, or only costs the summary.
 */
export async function runLookup(job: LookupJob, ports: LookupPorts): Promise<LookupResult> {
  const clock = ports.now ?? Date.now;
  const run = new Run(clock);
  try {
    await go(job, ports, run);
  } catch {
    // A port's own fault (the credits' database, say). Its message may hold anything, so it goes nowhere.
    run.failed();
  }
  return run.result();
}

async function go(job: LookupJob, ports: LookupPorts, run: Run): Promise<void> {
  const disabled = whyDisabled(job);
  if (disabled) return run.end('disabled', disabled);
  const { settings, sender, mail, signal } = job;
  if (isRefused(job)) return run.end('fetch_error', 'url_refused');

  run.during = 'no_identifier';
  if (ports.model && !(await ports.credits.left())) return run.end('skipped_credits', 'credits_exhausted');
  const { spend } = ports.credits;
  const { model } = ports;
  const found = await run.step('extract_ms', () =>
    extract({ mail, sender, instructions: settings.identify, model, spend, signal }),
  );
  if (found.identifier === null) return run.end('no_identifier', found.reason);
  run.add({
    identifier: found.identifier,
    reader: found.reader,
    confirmed_for_sender: isSendersOwn(found.identifier, sender),
  });

  run.during = 'fetch_error';
  const answered = await run.step('fetch_ms', () => ask(job, found.identifier, ports.fetch, run));
  run.add(measured(answered));
  const answer = readAnswer(answered);
  if ('fault' in answer) return run.end('fetch_error', answer.fault);

  run.during = 'ok';
  run.add({ paths: answer.facts.map(({ path }) => path) });
  run.add({ links: answer.links, heading: headingOf(answer.type), is_empty: answer.isEmpty });
  if (!answer.isEmpty) await run.step('summarise_ms', () => showRows(job, ports, answer, run));
  run.end('ok', null);
}

function whyDisabled({ settings, isInPlan, isTest = false }: LookupJob): LookupReason | null {
  if (!isInPlan) return 'not_in_plan';
  if (!settings.enabled && !isTest) return 'not_enabled';
  return missingFields(settings).length > 0 ? 'settings_incomplete' : null;
}

/** Settings that were right when they were saved may be wrong by the rules of now. */
function isRefused({ settings, allowLoopback }: LookupJob): boolean {
  const faults = settingsFaults(settings, { allowLoopback });
  return faults.some(({ field }) => field === 'method' || field === 'url' || field === 'parameter');
}

async function ask(
  { settings, secrets }: LookupJob,
  identifier: string,
  fetch: FetchPort,
  run: Run,
): Promise<FetchAnswer> {
  const request = await buildRequest(settings, identifier, secrets, Math.floor(run.startedAt / 1_000));
  // Noted first: also when the port breaks its word and throws, the ticket says what was sent.
  run.add({ request: maskRequest(request, secrets) });
  return fetch(request);
}

function measured(answered: FetchAnswer): Pick<LookupResult, 'http_status' | 'bytes'> {
  if (answered.ok) return { http_status: answered.status, bytes: answered.body.byteLength };
  return { http_status: answered.status ?? null, bytes: answered.bytes ?? null };
}

/** The model's rows; plain ones where there is no model, or it fails, or its credits are gone by now. */
async function showRows(
  { settings, signal }: LookupJob,
  { model, credits }: LookupPorts,
  answer: Answer,
  run: Run,
): Promise<void> {
  const plain = plainRows(answer, settings.show);
  run.add({ rows: plain.rows, rows_by: 'plain', not_found: plain.notFound });
  if (!model) return;
  try {
    if (!(await credits.left())) return run.add({ summary_failure: 'credits_exhausted' });
    const { rows, summary } = await summarise({
      answer,
      instruction: settings.show,
      model,
      spend: credits.spend,
      signal,
    });
    run.add({ summary });
    if (rows.length > 0) run.add({ rows, rows_by: 'model', not_found: [] });
  } catch (error) {
    run.add({ summary_failure: error instanceof ModelError ? error.code : 'internal' });
  }
}

type Step = 'extract_ms' | 'fetch_ms' | 'summarise_ms';

/** A result in the making. */
class Run {
  readonly startedAt: number;
  /** The status if something unexpected happens now. */
  during: LookupStatus = 'disabled';
  private readonly clock: () => number;
  private readonly timing: Record<Step, number | null> = { extract_ms: null, fetch_ms: null, summarise_ms: null };
  private found: Omit<LookupResult, 'timing'>;

  constructor(clock: () => number) {
    this.clock = clock;
    this.startedAt = clock();
    this.found = { ...NOTHING, at: new Date(this.startedAt).toISOString() };
  }

  add(found: Partial<LookupResult>): void {
    this.found = { ...this.found, ...found };
  }

  end(status: LookupStatus, reason: LookupReason | null): void {
    this.add({ status, reason });
  }

  failed(): void {
    this.end(this.during, 'internal');
  }

  async step<T>(name: Step, work: () => Promise<T>): Promise<T> {
    const from = this.clock();
    try {
      return await work();
    } finally {
      this.timing[name] = this.since(from);
    }
  }

  result(): LookupResult {
    return { ...this.found, timing: { ...this.timing, total_ms: this.since(this.startedAt) } };
  }

  private since(from: number): number {
    return Math.max(0, Math.round(this.clock() - from));
  }
}

const NOTHING: Omit<LookupResult, 'timing' | 'at'> = {
  status: 'disabled',
  reason: null,
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
  request: null,
};
