import type { LookupStatus } from '../../../wire/lookups.js';
import { lookupStatusTable, lookupStatusTitle } from '../../locales/lookups-en.js';

const STATUSES = [
  'ok',
  'no_identifier',
  'fetch_error',
  'skipped_credits',
  'disabled',
] as const satisfies readonly LookupStatus[];

/** What each status means, and what to do. */
export function StatusTable() {
  return (
    <section class="card" aria-labelledby="statuses">
      <h2 id="statuses">{lookupStatusTitle}</h2>
      <dl class="statuses">
        {STATUSES.map((status) => (
          <div key={status}>
            <dt>
              <code>{status}</code>
            </dt>
            <dd>
              {lookupStatusTable[status].means} <span class="muted">{lookupStatusTable[status].remedy}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
