import { ConvotError, type ErrorCode } from 'convot/protocol';
import { useState } from 'preact/hooks';
import { errorText, texts } from '../locales/index.js';

type Asking = { readonly state: 'idle' | 'loading' } | { readonly state: 'failed'; readonly code: ErrorCode };

/** The end of a list that goes on. */
export function LoadMore({ onMore }: { readonly onMore: () => Promise<void> }) {
  const [asking, setAsking] = useState<Asking>({ state: 'idle' });
  const ask = async () => {
    if (asking.state === 'loading') return;
    setAsking({ state: 'loading' });
    try {
      await onMore();
      setAsking({ state: 'idle' });
    } catch (error) {
      setAsking({ state: 'failed', code: error instanceof ConvotError ? error.code : 'internal' });
    }
  };
  return (
    <div class="more">
      {asking.state === 'failed' && <p role="alert">{errorText(asking.code)}</p>}
      <button type="button" class="button" aria-disabled={asking.state === 'loading'} onClick={ask}>
        {asking.state === 'loading' ? texts.states.loading : texts.states.load_more}
      </button>
    </div>
  );
}
