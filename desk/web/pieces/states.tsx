import type { ErrorCode } from 'convot/protocol';
import type { ComponentChildren } from 'preact';
import { errorText, texts } from '../locales/index.js';

/** What stands where something is being read. */
export function Loading() {
  return (
    <p class="state" role="status">
      {texts.states.loading}
    </p>
  );
}

/** What stands where there is nothing, and what to do about it. */
export function Empty(props: { readonly title: string; readonly hint: string; readonly children?: ComponentChildren }) {
  return (
    <div class="state">
      <p class="state-title">{props.title}</p>
      <p>{props.hint}</p>
      {props.children}
    </div>
  );
}

/** What stands where reading failed. */
export function Failed({ code, onRetry }: { readonly code: ErrorCode; readonly onRetry: () => void }) {
  return (
    <div class="state" role="alert">
      <p class="state-title">{texts.states.failed}</p>
      <p>{errorText(code)}</p>
      <button type="button" class="button" onClick={onRetry}>
        {texts.states.retry}
      </button>
    </div>
  );
}
