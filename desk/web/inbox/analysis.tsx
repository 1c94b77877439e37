import type { AnalysisResult, TicketAssist } from '../../wire/assist.js';
import { assistFailures, assistTexts, modelFailures } from '../locales/assist-en.js';
import { errorText } from '../locales/index.js';
import { Icon } from '../pieces/icon.js';
import { When } from '../pieces/when.js';
import { useSession } from '../signed-in.js';
import type { Assist } from './use-assist.js';

/** What the AI makes of the ticket: topic, urgency, one line. Where there is none, why, and what to do. */
export function Analysis({ assist: { known, refusal, analyse } }: { readonly assist: Assist }) {
  const { me } = useSession();
  if (!known) return null;
  const { analysis } = known;
  const isUnderWay =
    analysis !== null && analysis.state !== 'finished' && known.availability !== 'model_not_configured';
  const why = isUnderWay ? null : failureOf(known);
  return (
    <section class="analysis" aria-labelledby="analysis-title">
      <h2 id="analysis-title">{assistTexts.analysis}</h2>
      {analysis?.result && <Result result={analysis.result} />}
      <div class="analysis-foot muted">
        <p role="status">
          {isUnderWay && assistTexts.analysing}
          {why?.all}
          {why?.owner && me.role === 'owner' && ` ${why.owner}`}
          {!isUnderWay && !why && <Age result={analysis?.result ?? null} />}
          {refusal && ` ${errorText(refusal)}`}
        </p>
        {!isUnderWay && known.availability === 'ok' && (
          <button type="button" class="link" onClick={analyse}>
            {buttonText(known)}
          </button>
        )}
      </div>
    </section>
  );
}

function Result({ result }: { readonly result: AnalysisResult }) {
  const { topic, urgency, summary, basis } = result;
  const isUnconfirmed = basis.lookup === 'unconfirmed' || basis.contact === 'unconfirmed';
  return (
    <>
      <p class="analysis-top">
        <bdi>{topic}</bdi>
        <span class={`tag urgency ${urgency}`}>
          <span class="unseen">{assistTexts.urgency_of(assistTexts.urgency[urgency])}</span>
          <span aria-hidden="true">{assistTexts.urgency[urgency]}</span>
        </span>
      </p>
      <p>
        <bdi>{summary}</bdi>
      </p>
      {isUnconfirmed && (
        <p class="unconfirmed">
          <Icon name="question" size={16} />
          {assistTexts.analysis_unconfirmed}
        </p>
      )}
    </>
  );
}

function Age({ result }: { readonly result: AnalysisResult | null }) {
  if (!result) return <>{assistTexts.not_analysed}</>;
  return (
    <>
      {assistTexts.by_ai} <When at={result.at} />
    </>
  );
}

interface Why {
  readonly all: string;
  /** What only an owner can do. */
  readonly owner?: string;
}

/** Why there is no analysis, or no newer one; `null`: nothing is wrong. */
function failureOf({ availability, analysis }: TicketAssist): Why | null {
  if (availability !== 'ok') return assistFailures[availability];
  if (!analysis?.status || analysis.status === 'ok') return null;
  if (analysis.status === 'model_failed') return { all: modelFailures[analysis.reason ?? 'internal'] };
  // What kept it from being made is over.
  return analysis.result ? null : { all: assistTexts.not_analysed };
}

function buttonText({ analysis }: TicketAssist): string {
  if (analysis?.status === 'model_failed') return assistTexts.retry;
  return analysis?.result ? assistTexts.analyse_again : assistTexts.analyse;
}
