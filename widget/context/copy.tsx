import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icons.js';
import type { Reader } from './reader.js';
import { copyText } from './scalars.js';

/** How long a button says that it has copied, in milliseconds. */
const COPIED_MS = 2_000;

type CopyState = 'idle' | 'copied' | 'failed';

interface CopyProps {
  readonly name: string;
  readonly value: unknown;
  readonly reader: Reader;
  /** The id of what describes the button further. */
  readonly describedBy?: string;
}

/** Copies one value. A page without clipboard access is told what to do instead. */
export function Copy({ name, value, reader, describedBy }: CopyProps) {
  const [state, setState] = useState<CopyState>('idle');
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('idle'), COPIED_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    writeClipboard(copyText(value)).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return (
    <span class={`copy ${state}`}>
      <button type="button" aria-label={reader.texts.copy(name)} aria-describedby={describedBy} onClick={copy}>
        <Icon name={state === 'copied' ? 'check' : 'copy'} />
      </button>
      <span role="status" class={state === 'failed' ? 'note' : 'unseen'}>
        {state === 'copied' && reader.texts.copied}
        {state === 'failed' && reader.texts.copy_failed}
      </span>
    </span>
  );
}

/** Rejects also where the page has no clipboard at all, as on plain HTTP. */
async function writeClipboard(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
