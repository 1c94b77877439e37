import type { ComponentChildren } from 'preact';
import type { Problem } from '../locales/en.js';
import type { Scene } from './scene.js';

interface NoticeProps {
  readonly scene: Scene;
  readonly problem: Problem;
  readonly onRetry: () => void;
  /** A bar beside what is still of use, rather than a page of its own. */
  readonly isBar?: boolean;
  /** Other ways on. */
  readonly children?: ComponentChildren;
}

/** What went wrong, and the button that tries again. */
export function Notice({ scene: { texts }, problem, onRetry, isBar, children }: NoticeProps) {
  return (
    <div class={isBar ? 'bar' : 'notice'} role="alert">
      <p class="danger">{texts.problem(problem)}</p>
      {children}
      <button type="button" class="plain" onClick={onRetry}>
        {texts.tryAgain}
      </button>
    </div>
  );
}
