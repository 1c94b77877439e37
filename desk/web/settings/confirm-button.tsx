import { useId, useRef } from 'preact/hooks';
import { texts } from '../locales/index.js';

interface ConfirmProps {
  readonly text: string;
  /** The button's full name for a screen reader; begins with its text. */
  readonly name: string;
  readonly title: string;
  readonly body: string;
  readonly confirm: string;
  readonly isDanger?: boolean;
  readonly onConfirm: () => void;
}

/** A button that asks once more in a modal dialog. Escape and Cancel do nothing; the focus comes back here. */
export function ConfirmButton({ text, name, title, body, confirm, isDanger = false, onConfirm }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const agree = () => {
    dialog.current?.close();
    onConfirm();
  };
  return (
    <>
      <button type="button" class="button small" aria-label={name} onClick={() => dialog.current?.showModal()}>
        {text}
      </button>
      <dialog ref={dialog} aria-labelledby={`${id}-title`} aria-describedby={`${id}-body`}>
        <h2 id={`${id}-title`}>{title}</h2>
        <p id={`${id}-body`}>{body}</p>
        <div class="form-foot">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {texts.settings.cancel}
          </button>
          <button type="button" class={isDanger ? 'button danger' : 'button primary'} onClick={agree}>
            {confirm}
          </button>
        </div>
      </dialog>
    </>
  );
}
