import { MESSAGE_CHARS } from 'convot/protocol';
import { useId, useRef } from 'preact/hooks';
import { texts } from '../locales/index.js';
import { Icon } from '../pieces/icon.js';
import { SuggestButton, SuggestionArea } from './suggestion.js';
import type { SuggestionControls } from './use-suggestion.js';

interface ComposerProps {
  readonly draft: string;
  /** What to bear in mind while answering, shown above the field. */
  readonly caution: string | null;
  /** The AI's help; `null`: there is none here. */
  readonly suggestion: SuggestionControls | null;
  readonly onDraft: (draft: string) => void;
  readonly onSend: () => void;
}

/** Where an agent writes. Enter sends; while an input method composes a character, Enter belongs to it. */
export function Composer({ draft, caution, suggestion, onDraft, onSend }: ComposerProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const over = draft.length - MESSAGE_CHARS;
  const canSend = draft.trim() !== '' && over <= 0;
  const send = () => {
    if (canSend) onSend();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {caution && (
        <p id={`${id}-caution`} class="caution">
          <Icon name="question" size={16} />
          <bdi>{caution}</bdi>
        </p>
      )}
      {suggestion && <SuggestionArea {...suggestion} onTaken={() => field.current?.focus()} />}
      <label class="unseen" for={id}>
        {texts.conversation.composer}
      </label>
      <textarea
        id={id}
        ref={field}
        rows={2}
        value={draft}
        placeholder={texts.conversation.placeholder}
        aria-describedby={caution ? `${id}-caution ${id}-keys` : `${id}-keys`}
        aria-invalid={over > 0}
        onInput={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="composer-foot">
        <p id={`${id}-keys`} class="hint">
          {over > 0 ? <span class="danger">{texts.conversation.too_long(over)}</span> : texts.conversation.keys}
        </p>
        {suggestion && <SuggestButton {...suggestion} />}
        <button type="submit" class="button primary large" aria-disabled={!canSend}>
          <Icon name="send" size={18} />
          {texts.conversation.send}
        </button>
      </div>
    </form>
  );
}
