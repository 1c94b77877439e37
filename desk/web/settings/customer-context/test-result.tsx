import { useEffect, useRef } from 'preact/hooks';
import type { LookupTest, SentRequest } from '../../../wire/lookups.js';
import { LOCALE } from '../../locales/index.js';
import { lookupRemedies, lookupStatusTable, lookupTestTexts as own } from '../../locales/lookups-en.js';
import { outgoingRemedies, outgoingSteps } from '../../locales/outgoing-en.js';
import { ContextSidebar } from '../../pieces/context-sidebar.js';
import { TestTiming } from './test-timing.js';

/** One full cycle, step by step, and what to do about the step that failed. */
export function TestResult({ test, hasModel }: { readonly test: LookupTest; readonly hasModel: boolean }) {
  const { result } = test;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [test]);
  return (
    <div class="test-result">
      <h3 ref={heading} tabIndex={-1}>
        {own.result}: <code class={`status-code ${result.status}`}>{result.status}</code>
      </h3>
      <p>{lookupStatusTable[result.status].means}</p>
      <Remedy test={test} />
      <Measures test={test} hasModel={hasModel} />
      <h4>{own.preview}</h4>
      <div class="preview">
        <ContextSidebar context={undefined} lookup={{ run: result }} />
      </div>
      <h4>{own.request}</h4>
      {result.request ? (
        <textarea
          class="code sent"
          readOnly
          spellcheck={false}
          aria-label={own.request}
          rows={requestText(result.request).split('\n').length + 1}
          value={requestText(result.request)}
        />
      ) : (
        <p class="hint">{own.no_request}</p>
      )}
      <TestTiming test={test} />
    </div>
  );
}

/** For whatever rule was broken, what to do about it; and where nothing was, that. */
function Remedy({ test: { result, call } }: { readonly test: LookupTest }) {
  if (result.status === 'ok') {
    const hint = result.is_empty
      ? own.empty_hint
      : result.rows.length === 0 && result.links.length === 0
        ? own.no_rows_hint
        : null;
    return (
      <>
        <p class="hint">{own.all_hold}</p>
        {hint && <p class="notice">{hint}</p>}
        {result.summary_failure && <p class="notice">{lookupRemedies[result.summary_failure]}</p>}
      </>
    );
  }
  const code = call?.code ?? null;
  const remedy = code ? outgoingRemedies[code] : result.reason && lookupRemedies[result.reason];
  return (
    <div class="alert">
      <p>
        <strong>{own.broken_rule}.</strong> {remedy}
      </p>
      {call?.step && code && (
        <p>
          {own.ended_at}: {outgoingSteps[call.step]}
          {call.detail && `. ${own.detail}: ${call.detail}`}
        </p>
      )}
    </div>
  );
}

function Measures({ test: { result, credits }, hasModel }: { readonly test: LookupTest; readonly hasModel: boolean }) {
  const number = new Intl.NumberFormat(LOCALE);
  return (
    <dl class="measures">
      <div>
        <dt>{own.identifier}</dt>
        <dd>
          {result.identifier ? (
            <>
              <code>{result.identifier}</code> {result.reader && own.by[result.reader]}
            </>
          ) : (
            own.none
          )}
        </dd>
      </div>
      {result.http_status !== null && (
        <div>
          <dt>{own.http}</dt>
          <dd>{result.http_status}</dd>
        </div>
      )}
      {result.bytes !== null && (
        <div>
          <dt>{own.size}</dt>
          <dd>{number.format(result.bytes)} B</dd>
        </div>
      )}
      {hasModel && (
        <div>
          <dt>{own.credits}</dt>
          <dd>{own.used(number.format(credits.used), number.format(credits.left))}</dd>
        </div>
      )}
    </dl>
  );
}

/** As HTTP writes it; the desk has masked the secrets. */
function requestText({ method, url, headers, body }: SentRequest): string {
  const head = [`${method} ${url}`, ...headers.map(({ name, value }) => `${name}: ${value}`)].join('\n');
  return body === null ? head : `${head}\n\n${body}`;
}
