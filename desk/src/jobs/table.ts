/** What each kind of job carries. Ids alone: jobs lie in a table for days, and are no place for a person's data. */
export interface JobData {
  /** Runs the lookup of `lookup_runs.id`. */
  lookup: { readonly runId: string };
  /** Analyses the ticket of `ticket_analyses.ticket_id`. */
  analysis: { readonly ticketId: string };
  /** Reads the mail of `emails.id`. */
  email_in: { readonly emailId: string /** How often it let an earlier mail past. */; readonly waits?: number };
  /** Sends the answer of `email_answers.message_id`. */
  email_out: { readonly messageId: string };
}

export type JobName = keyof JobData;

/** How a kind of job is treated. */
export interface JobKind {
  /** How many run at a time in one process. */
  readonly together: number;
  /**
   * Seconds after which a job that has not ended counts as lost with its process, and is given to another one. More
   * than the longest that it can take.
   */
  readonly expireS: number;
  /** Attempts after the first; the delay between them doubles, from 1 s on. */
  readonly retries: number;
}

/** All kinds of jobs. */
export const JOBS: Readonly<Record<JobName, JobKind>> = {
  // A call of 5 s and two questions to the model of 30 s each.
  lookup: { together: 4, expireS: 90, retries: 8 },
  // One question to the model of 30 s.
  analysis: { together: 2, expireS: 60, retries: 8 },
  // One at a time, in the order in which they came; the other processes' are waited for where a mail names them.
  email_in: { together: 1, expireS: 120, retries: 8 },
  // An attempt ends after 200 s; a server that is down is asked for 4 hours and a half.
  email_out: { together: 4, expireS: 300, retries: 13 },
};

export const JOB_NAMES = Object.keys(JOBS) as JobName[];

/** The queue of jobs whose attempts are used up. */
export function lostQueue(name: JobName): string {
  return `${name}-lost`;
}
