import type { LookupTexts } from '../locales/lookup-en.js';
import type { Reader } from '../reader.js';
import type { ContextLookupRun } from './types.js';

/** A run in a word or two. */
export function shortStatus(run: Pick<ContextLookupRun, 'status' | 'is_empty'>, texts: LookupTexts): string {
  return run.status === 'ok' && run.is_empty ? texts.short_empty : texts.short[run.status];
}

/** What a reason's code means; nothing for one that this version doesn't know, whatever it is called. */
export function reasonSentence(reason: string, texts: LookupTexts): string {
  return (Object.hasOwn(texts.reason, reason) && texts.reason[reason]) || '';
}

/** A run in a sentence or two: how it ended, and what exactly happened where a code says so. */
export function statusSentence(
  run: Pick<ContextLookupRun, 'status' | 'reason' | 'is_empty' | 'http_status'>,
  texts: LookupTexts,
): string {
  if (run.status === 'ok') return run.is_empty ? texts.empty : texts.status.ok;
  const reason = run.reason === null ? '' : reasonSentence(run.reason, texts);
  const http = run.reason === 'status' && run.http_status !== null ? texts.http_status(run.http_status) : '';
  return [texts.status[run.status], reason, http].filter(Boolean).join(' ');
}

interface StatusLineProps {
  readonly run: ContextLookupRun;
  readonly remedy: string | null;
  readonly reader: Reader;
}

/** What stands where there are no facts. */
export function StatusLine({ run, remedy, reader }: StatusLineProps) {
  if (run.status === 'ok' && !run.is_empty) return null;
  return (
    <div class={`status-line ${run.status}`}>
      <p>{statusSentence(run, reader.texts.lookup)}</p>
      {remedy && <p class="remedy">{remedy}</p>}
    </div>
  );
}
