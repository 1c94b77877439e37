import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

/** How often relative times are told anew, in milliseconds. */
const TICK_MS = 30_000;

const Clock = createContext(0);

/** One clock for every relative time on the page. */
export function ClockProvider({ children }: { readonly children: ComponentChildren }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <Clock.Provider value={now}>{children}</Clock.Provider>;
}

/** Milliseconds since 1970, at most one tick old. */
export function useNow(): number {
  return useContext(Clock);
}
