import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { DRAFT_CHARS, DRAFT_LANGUAGES, type DraftLanguage } from '../../wire/assist.js';
import { assistFailures, assistTexts, modelFailures, superseded } from '../locales/assist-en.js';
import { errorText, LOCALE } from '../locales/index.js';
import { Icon } from '../pieces/icon.js';
import { paths } from '../routes.js';
import type { AiDraft, Suggestion, SuggestionFailure } from './suggestions.js';
import type { SuggestionControls } from './use-suggestion.js';

/** Asks for a first draft; while there is one, its own area has the buttons. */
export function SuggestButton({ suggestion, availability, onWish }: SuggestionControls) {
  if (suggestion.phase !== 'none' || availability !== 'ok') return null;
  return (
    <button type="button" class="button suggest" onClick={() => onWish({ what: 'suggest' })}>
      <Icon name="spark" size={18} />
      {assistTexts.suggest}
    </button>
  );
}

/** Above the field: the draft as it comes, what can be done with it, and what went wrong. Nothing here sends. */
export function SuggestionArea(props: SuggestionControls & { readonly onTaken: () => void }) {
  const { suggestion, availability, isOwner, canUndo, onUndo, onReload } = props;
  const { phase, failure } = suggestion;
  const isGone = availability === 'skipped_credits';
  return (
    <>
      {phase === 'none' ? (
        <>
          {isGone && <Exhausted isOwner={isOwner} onRetry={onReload} />}
          {failure && !isGone && (
            <Failure failure={failure} isOwner={isOwner} onRetry={() => props.onWish(suggestion.wish)} />
          )}
        </>
      ) : (
        <Draft {...props} />
      )}
      {suggestion.taken && <Unconfirmed draft={suggestion.draft} />}
      {/* Stands before it says something, so that a screen reader hears it. */}
      <div role="status" class="suggestion-note">
        {canUndo && (
          <>
            {assistTexts.taken}{' '}
            <button type="button" class="link" onClick={onUndo}>
              {assistTexts.undo}
            </button>
          </>
        )}
      </div>
    </>
  );
}

function Draft(props: SuggestionControls & { readonly onTaken: () => void }) {
  const { suggestion, isOwner, onWish, onStop } = props;
  const { draft, failure, wish } = suggestion;
  const isWriting = suggestion.phase !== 'ready';
  const area = useRef<HTMLElement>(null);
  const wasWriting = useRef(false);
  useEffect(() => {
    // The button that was pressed is gone: who uses a keyboard goes on here.
    const isLost = wasWriting.current && document.activeElement === document.body;
    if (isWriting || isLost) area.current?.focus();
    wasWriting.current = isWriting;
  }, [isWriting]);
  const stop = () => {
    onStop();
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isWriting) return;
    event.preventDefault();
    stop();
  };
  return (
    <section ref={area} tabIndex={-1} class="suggestion" aria-label={assistTexts.panel} onKeyDown={onKeyDown}>
      <div class="suggestion-head">
        <p class="suggestion-mark">
          <Icon name="spark" size={16} />
          {assistTexts.mark}
        </p>
        <p role="status" class="muted">
          {statusText(suggestion)}
        </p>
        {isWriting && (
          <button type="button" class="button small" onClick={stop}>
            {assistTexts.stop}
          </button>
        )}
      </div>
      <Cautions draft={draft} />
      {draft.text !== '' && <Text text={draft.text} isWriting={isWriting} />}
      {failure && <Failure failure={failure} isOwner={isOwner} onRetry={() => onWish(wish)} />}
      {!isWriting && <Actions {...props} />}
    </section>
  );
}

/** Plain text, whatever the model wrote: no link, no markup. */
function Text({ text, isWriting }: { readonly text: string; readonly isWriting: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  // A long draft scrolls, and a keyboard must reach it.
  useEffect(() => {
    if (box.current) box.current.tabIndex = 0;
  }, []);
  return (
    <div ref={box} class="suggestion-text" aria-busy={isWriting} dir="auto">
      {text}
    </div>
  );
}

function statusText({ phase }: Suggestion): string {
  if (phase === 'waiting') return assistTexts.waiting;
  return phase === 'writing' ? assistTexts.writing : assistTexts.ready;
}

/** Stands on the draft, and on the answer that was made of it. */
function Unconfirmed({ draft: { basis } }: { readonly draft: AiDraft }) {
  if (basis?.lookup !== 'unconfirmed' && basis?.contact !== 'unconfirmed') return null;
  return (
    <p class="unconfirmed">
      <Icon name="question" size={16} />
      {assistTexts.unconfirmed}
    </p>
  );
}

/** What to bear in mind of a draft. */
function Cautions({ draft }: { readonly draft: AiDraft }) {
  const { basis, removedLinks, ending } = draft;
  const used = basis ? [basis.lookup, basis.contact] : [];
  const notes = [
    used.includes('excluded') && assistTexts.excluded,
    used.includes('pending') && assistTexts.pending,
    removedLinks > 0 && assistTexts.removed_links(removedLinks),
    (ending === 'length' || ending === 'filtered') && assistTexts.endings[ending],
  ].filter((note) => note !== false);
  return (
    <>
      <Unconfirmed draft={draft} />
      {notes.map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
    </>
  );
}

function Actions({
  suggestion,
  onWish,
  onUse,
  onDiscard,
  onTaken,
}: SuggestionControls & { readonly onTaken: () => void }) {
  const [isChoosing, setChoosing] = useState(false);
  const draft = suggestion.draft.text.slice(0, DRAFT_CHARS);
  const leave = (act: () => void) => () => {
    act();
    onTaken();
  };
  return (
    <>
      <div class="suggestion-actions">
        <button type="button" class="button small primary" onClick={leave(onUse)}>
          {assistTexts.use}
        </button>
        {(['regenerate', 'shorter', 'friendlier'] as const).map((what) => (
          <button key={what} type="button" class="button small" onClick={() => onWish({ what, draft })}>
            {assistTexts[what]}
          </button>
        ))}
        <button type="button" class="button small" aria-expanded={isChoosing} onClick={() => setChoosing(!isChoosing)}>
          {assistTexts.translate}
        </button>
        <button type="button" class="link" onClick={leave(onDiscard)}>
          {assistTexts.discard}
        </button>
      </div>
      {isChoosing && <Languages onChoose={(language) => onWish({ what: 'translate', draft, language })} />}
    </>
  );
}

function Languages({ onChoose }: { readonly onChoose: (language: DraftLanguage) => void }) {
  const id = useId();
  const field = useRef<HTMLSelectElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <div class="suggestion-actions">
      <label class="muted" for={id}>
        {assistTexts.language}
      </label>
      <select id={id} ref={field} class="field small">
        {LANGUAGES.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      <button type="button" class="button small" onClick={() => onChoose(chosen(field.current))}>
        {assistTexts.translate_into}
      </button>
    </div>
  );
}

const LANGUAGE_NAMES = new Intl.DisplayNames(LOCALE, { type: 'language' });
const LANGUAGES = DRAFT_LANGUAGES.map((code) => ({ code, name: LANGUAGE_NAMES.of(code) ?? code })).sort((a, b) =>
  a.name.localeCompare(b.name, LOCALE),
);

function chosen(field: HTMLSelectElement | null): DraftLanguage {
  return DRAFT_LANGUAGES.find((code) => code === field?.value) ?? 'en';
}

interface FailureProps {
  readonly failure: SuggestionFailure;
  readonly isOwner: boolean;
  readonly onRetry: () => void;
}

function Failure({ failure, isOwner, onRetry }: FailureProps) {
  if (failure.status === 'skipped_credits') return <Exhausted isOwner={isOwner} onRetry={onRetry} />;
  return (
    <p role="alert" class="suggestion-failure">
      {failureText(failure, isOwner)}{' '}
      <button type="button" class="link" onClick={onRetry}>
        {assistTexts.retry}
      </button>
    </p>
  );
}

function failureText(failure: SuggestionFailure, isOwner: boolean): string {
  switch (failure.status) {
    case 'refused':
      return errorText(failure.code);
    case 'superseded':
      return superseded;
    case 'model_failed':
      return modelFailures[failure.reason ?? 'internal'];
    default: {
      const { all, owner } = assistFailures[failure.status];
      return isOwner ? `${all} ${owner}` : all;
    }
  }
}

/** The month's credits are gone: no fault, and nothing that trying again at once would mend. */
function Exhausted({ isOwner, onRetry }: Omit<FailureProps, 'failure'>) {
  return (
    <p class="suggestion-note muted">
      {assistFailures.skipped_credits.all}{' '}
      {isOwner && (
        <>
          <a href={paths.plan}>{assistTexts.to_plan}</a>{' '}
        </>
      )}
      <button type="button" class="link" onClick={onRetry}>
        {assistTexts.retry}
      </button>
    </p>
  );
}
