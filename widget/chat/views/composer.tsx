import { MESSAGE_CHARS } from '../../../src/protocol/index.js';
import { Icon } from './icon.js';
import type { Scene } from './scene.js';

interface ComposerProps {
  readonly scene: Scene;
  readonly thread: string;
  readonly draft: string;
}

/** From here on the counter is shown, in characters before the limit. */
const COUNTED_CHARS = 500;

/** Where the visitor writes. Enter sends, Shift and Enter begins a line. */
export function Composer({ scene: { chat, texts }, thread, draft }: ComposerProps) {
  const text = draft.trim();
  const left = MESSAGE_CHARS - text.length;
  const isSendable = text !== '' && left >= 0;

  function onSubmit(event: Event & { readonly currentTarget: HTMLFormElement }) {
    event.preventDefault();
    event.currentTarget.querySelector('textarea')?.focus();
    if (isSendable) chat.submit(thread, text);
  }
  function onKeyDown(event: KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement }) {
    // Enter also ends the composition of a character, as in Japanese; that one isn't ours.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  }
  return (
    <form class="composer" onSubmit={onSubmit}>
      <textarea
        data-focus
        rows={1}
        aria-label={texts.message}
        aria-invalid={left < 0}
        placeholder={texts.placeholder}
        enterkeyhint="send"
        value={draft}
        onInput={({ currentTarget }) => chat.report({ type: 'thread', thread, change: { draft: currentTarget.value } })}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="icon primary" aria-label={texts.send} aria-disabled={!isSendable}>
        <Icon name="send" />
      </button>
      <span class={left < 0 ? 'count danger' : 'count small'} role="status">
        {left <= COUNTED_CHARS && texts.remaining(left)}
      </span>
    </form>
  );
}
