import type { Desk } from '../desk.js';
import type { JobHandlers } from '../jobs/index.js';
import { emailOutHandler } from './deliver.js';
import { emailInHandler } from './take-in.js';

export { type MailListener, type MailListenerOptions, startMailListener } from './listener.js';
export { postRoutes } from './post.js';
export { emailRoutes } from './routes.js';
export { changeEmailSettings, readEmailSettings } from './settings.js';

/** What does the jobs of email. */
export function emailHandlers(
  desk: Pick<Desk, 'db' | 'bus' | 'clock' | 'vault' | 'jobs' | 'mail'>,
): Pick<JobHandlers, 'email_in' | 'email_out'> {
  return { email_in: emailInHandler(desk), email_out: emailOutHandler(desk) };
}
