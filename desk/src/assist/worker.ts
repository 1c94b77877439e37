import type { Desk } from '../desk.js';
import type { JobData, JobHandler } from '../jobs/index.js';
import { ModelError } from '../model/index.js';
import { creditsOf } from '../plans/index.js';
import { analyse } from './analyse.js';
import { beginAnalysis, finishAnalysis, type Outcome } from './analyses.js';
import { readMaterial, type TicketPlace } from './material.js';

/** What an analysis needs of the desk. */
export type AnalysingDesk = Pick<Desk, 'db' | 'bus' | 'clock' | 'model'>;

/**
 * Does the job of a ticket's analysis. After a crash in the middle the model is asked again, and one result is stored.
 */
export function analysisHandler(desk: AnalysingDesk): JobHandler<JobData['analysis']> {
  return {
    async run({ ticketId }, signal) {
      const ticket = await beginAnalysis(desk, ticketId);
      if (!ticket) return;
      const outcome = await attempt(desk, ticket, signal);
      // What a closing desk broke off is no end: whoever comes next does it again.
      if (signal.aborted) throw new Error('The desk closes.');
      await finishAnalysis(desk, ticketId, outcome);
    },
    // Every attempt ended with its process, or the database failed each time.
    lost: ({ ticketId }) => finishAnalysis(desk, ticketId, { status: 'model_failed', reason: 'internal' }),
  };
}

async function attempt(desk: AnalysingDesk, ticket: TicketPlace, signal: AbortSignal): Promise<Outcome> {
  const { model } = desk;
  if (!model) return { status: 'model_not_configured', reason: null };
  const { left, spend } = creditsOf(desk, ticket.organisationId);
  if (!(await left())) return { status: 'skipped_credits', reason: null };
  try {
    const said = await analyse(await readMaterial(desk.db, ticket), { model, spend, signal });
    return { status: 'ok', result: { ...said, at: desk.clock().toISOString() } };
  } catch (error) {
    if (error instanceof ModelError) return { status: 'model_failed', reason: error.code };
    throw error;
  }
}
