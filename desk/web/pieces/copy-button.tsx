import { useEffect, useState } from 'preact/hooks';
import { texts } from '../locales/index.js';
import { Icon } from './icon.js';

/** How long the button says that it has copied, in milliseconds. */
const COPIED_MS = 2_000;

/** Copies a text. `what` completes its name for a screen reader. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('idle'), COPIED_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // Refused, or a page without a clipboard at all, as on plain HTTP.
      setState('failed');
    }
  };
  return (
    <span class="copy">
      <button type="button" class="button small" onClick={copy} aria-label={`${texts.copy.copy}: ${what}`}>
        <Icon name={state === 'copied' ? 'check' : 'copy'} size={16} />
        {state === 'copied' ? texts.copy.copied : texts.copy.copy}
      </button>
      <span role="status" class={state === 'failed' ? 'note' : 'unseen'}>
        {state === 'copied' && texts.copy.copied}
        {state === 'failed' && texts.copy.failed}
      </span>
    </span>
  );
}
