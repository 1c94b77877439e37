import { useEffect, useId, useState } from 'preact/hooks';
import { Icon } from '../icons.js';
import type { Reader } from '../reader.js';

interface RefreshProps {
  /** From when on it may be pressed, ISO 8601. */
  readonly from: string;
  readonly isRunning: boolean;
  readonly failure: string | null;
  readonly reader: Reader;
  readonly onRefresh: () => void;
}

/** Asks for a new run. While it can't, it stays where it is, says why, and does nothing. */
export function Refresh({ from, isRunning, failure, reader, onRefresh }: RefreshProps) {
  const { lookup } = reader.texts;
  const id = useId();
  const isEarly = useIsBefore(Date.parse(from), reader.now);
  const reason = isRunning ? lookup.refresh_running : isEarly ? lookup.refresh_wait : null;
  return (
    <span class="refresh">
      <button
        type="button"
        aria-disabled={reason !== null}
        aria-describedby={reason || failure ? id : undefined}
        title={reason ?? undefined}
        onClick={() => reason === null && onRefresh()}
      >
        <Icon name="refresh" />
        {lookup.refresh}
      </button>
      {(reason || failure) && (
        <span id={id} class={failure && !reason ? 'refresh-failure' : 'unseen'} role={failure ? 'alert' : undefined}>
          {reason ?? failure}
        </span>
      )}
    </span>
  );
}

/** The reader's clock ticks rarely: this one asks again at the very moment. */
function useIsBefore(moment: number, now: number): boolean {
  const [passed, setPassed] = useState(0);
  const isBefore = passed !== moment && now < moment;
  useEffect(() => {
    if (!isBefore) return;
    const timer = setTimeout(() => setPassed(moment), moment - now);
    return () => clearTimeout(timer);
  }, [isBefore, moment, now]);
  return isBefore;
}
