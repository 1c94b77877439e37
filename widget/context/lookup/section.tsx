import { useId } from 'preact/hooks';
import { Breakable } from '../breakable.js';
import { Icon } from '../icons.js';
import type { Reader } from '../reader.js';
import { describeTime } from '../time.js';
import { LookupLinks } from './links.js';
import { LookupChanges, LookupHistory } from './past.js';
import { Refresh } from './refresh.js';
import { LookupRow } from './row.js';
import { reasonSentence, StatusLine, shortStatus } from './status.js';
import type { ContextLookup, ContextLookupRun } from './types.js';

interface LookupSectionProps {
  readonly lookup: ContextLookup;
  readonly reader: Reader;
  readonly onRefresh: () => void;
}

/** What the customer's own backend says about who wrote. */
export function LookupSection({ lookup, reader, onRefresh }: LookupSectionProps) {
  const { lookup: texts } = reader.texts;
  const { run, is_running: isRunning = false, refresh_from: from = null } = lookup;
  const id = useId();
  return (
    <section class="lookup" aria-labelledby={id} aria-busy={isRunning}>
      <header class="lookup-head">
        <h3 id={id}>{texts.title}</h3>
        {from !== null && (
          <Refresh
            from={from}
            isRunning={isRunning}
            failure={lookup.refresh_failure ?? null}
            reader={reader}
            onRefresh={onRefresh}
          />
        )}
      </header>
      <p role="status" class={isRunning ? 'running' : 'unseen'}>
        {isRunning ? texts.running : run ? `${texts.done}: ${shortStatus(run, texts)}` : ''}
      </p>
      {!run && (isRunning ? <Skeleton /> : <p class="empty">{texts.none}</p>)}
      {run && <Run run={run} remedy={lookup.remedy ?? null} reader={reader} />}
      {run && <LookupChanges changes={lookup.changes ?? []} reader={reader} />}
      <LookupHistory runs={lookup.history ?? []} reader={reader} />
    </section>
  );
}

interface RunProps {
  readonly run: ContextLookupRun;
  readonly remedy: string | null;
  readonly reader: Reader;
}

function Run({ run, remedy, reader }: RunProps) {
  const { lookup } = reader.texts;
  const hasFacts = run.status === 'ok' && !run.is_empty;
  return (
    <>
      {hasFacts && !run.confirmed_for_sender && (
        <div class="unconfirmed" role="note">
          <Icon name="warning" />
          <p>
            <strong>{lookup.unconfirmed}</strong> {lookup.unconfirmed_hint}
          </p>
        </div>
      )}
      <StatusLine run={run} remedy={remedy} reader={reader} />
      {hasFacts && <Facts run={run} reader={reader} />}
      <Foot run={run} reader={reader} />
    </>
  );
}

function Facts({ run, reader }: Omit<RunProps, 'remedy'>) {
  const { lookup } = reader.texts;
  const failure = run.summary_failure;
  const why = failure === 'credits_exhausted' ? lookup.credits_exhausted : failure && reasonSentence(failure, lookup);
  return (
    <>
      {run.heading && (
        <p class="lookup-kind">
          <bdi>{run.heading}</bdi>
        </p>
      )}
      {run.summary && (
        <p class="summary">
          <bdi>{run.summary}</bdi>
        </p>
      )}
      {run.rows.length > 0 && (
        <dl class="facts">
          {run.rows.map((row) => (
            <LookupRow key={row.path} row={row} reader={reader} />
          ))}
        </dl>
      )}
      {run.rows.length === 0 && run.links.length === 0 && <p class="empty">{lookup.no_rows}</p>}
      <LookupLinks links={run.links} reader={reader} />
      {run.not_found.length > 0 && <p class="note">{lookup.not_in_answer(run.not_found.join(', '))}</p>}
      {failure && (
        <p class="note">
          {lookup.no_summary} {why}
        </p>
      )}
    </>
  );
}

/** Whom it asked for, who found that, and how old it is. */
function Foot({ run, reader }: Omit<RunProps, 'remedy'>) {
  const { lookup } = reader.texts;
  const time = describeTime(run.at, reader.now, reader.locale);
  return (
    <p class="lookup-foot">
      {run.identifier && (
        <span>
          {lookup.looked_up}{' '}
          <code>
            <Breakable text={run.identifier} />
          </code>
          {run.reader && `, ${lookup.read_by[run.reader]}`}
        </span>
      )}
      {time && (
        <span>
          <time dateTime={run.at} title={time.absolute}>
            {time.relative}
          </time>
          {run.status !== 'disabled' && ` · ${lookup.took(duration(run.timing.total_ms, reader.locale))}`}
        </span>
      )}
    </p>
  );
}

/** Stands where rows will. */
function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      <span />
      <span />
      <span />
    </div>
  );
}

function duration(ms: number, locale: string): string {
  const isShort = ms < 1_000;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: isShort ? 'millisecond' : 'second',
    unitDisplay: 'short',
    maximumFractionDigits: isShort ? 0 : 1,
  }).format(isShort ? ms : ms / 1_000);
}
