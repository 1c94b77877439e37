import { Breakable } from '../breakable.js';
import type { Reader } from '../reader.js';
import { describeTime } from '../time.js';
import { shortStatus } from './status.js';
import type { ContextLookupChange, ContextLookupRun } from './types.js';

interface ChangesProps {
  readonly changes: readonly ContextLookupChange[];
  readonly reader: Reader;
}

/** What the latest run found otherwise than the one before. */
export function LookupChanges({ changes, reader }: ChangesProps) {
  const { lookup } = reader.texts;
  if (changes.length === 0) return null;
  return (
    <div class="lookup-changes">
      <h4>{lookup.changes}</h4>
      <ul>
        {changes.map(({ path, label, what, before, after }) => (
          <li key={path}>
            <span class="change-label">
              <bdi>{label}</bdi>
            </span>{' '}
            {what !== 'changed' && <span class="change-what">{lookup.change[what]}</span>}{' '}
            {before && (
              <del>
                <bdi>{before.text}</bdi>
              </del>
            )}
            {before && after && (
              <>
                {' '}
                <span aria-hidden="true">→</span>
                <span class="unseen">{lookup.to}</span>{' '}
              </>
            )}
            {after && (
              <ins>
                <bdi>{after.text}</bdi>
              </ins>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface HistoryProps {
  readonly runs: readonly ContextLookupRun[];
  readonly reader: Reader;
}

/** Earlier runs, folded: when, how each ended, and whom it asked for. */
export function LookupHistory({ runs, reader }: HistoryProps) {
  const { lookup } = reader.texts;
  if (runs.length === 0) return null;
  return (
    <details class="lookup-history">
      <summary>{lookup.history(runs.length)}</summary>
      <ol>
        {runs.map((run, index) => {
          const time = describeTime(run.at, reader.now, reader.locale);
          return (
            <li key={index}>
              <span>{shortStatus(run, lookup)}</span>
              {run.identifier && (
                <code>
                  <Breakable text={run.identifier} />
                </code>
              )}
              {time && (
                <time dateTime={run.at} title={time.absolute}>
                  {time.relative}
                </time>
              )}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
