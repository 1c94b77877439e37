import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { LOADING, type Loaded, Reading } from './reading.js';

/** A {@link Reading} for as long as a component stands. */
export interface Held<T> {
  readonly loaded: Loaded<T>;
  readonly reload: () => void;
  readonly update: (change: (value: T) => T) => void;
}

/**
 * Reads something and keeps it while `key` stays the same.
 *
 * @param key - names what is read: another key shows nothing of the former.
 */
export function useReading<T>(key: string, load: (known: T | null) => Promise<T>): Held<T> {
  const [held, setHeld] = useState<{ key: string; loaded: Loaded<T> }>({ key, loaded: LOADING });
  const reading = useRef<Reading<T> | null>(null);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const own = new Reading<T>(
      (known) => latest.current(known),
      (loaded) => setHeld({ key, loaded }),
    );
    reading.current = own;
    own.reload();
    return () => own.stop();
  }, [key]);
  const reload = useCallback(() => reading.current?.reload(), []);
  const update = useCallback((change: (value: T) => T) => reading.current?.update(change), []);
  return { loaded: held.key === key ? held.loaded : LOADING, reload, update };
}
