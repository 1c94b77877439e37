import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { AgentEvent } from '../../wire/index.js';
import { useSession } from '../signed-in.js';
import { type Following, followStream, type StreamState } from './stream.js';

type Listener = (event: AgentEvent) => void;

interface Live {
  readonly state: StreamState;
  readonly listen: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live | null>(null);

/** The page's one stream, for as long as somebody is signed in. */
export function LiveProvider({ children }: { readonly children: ComponentChildren }) {
  const { onSignedOut } = useSession();
  const [state, setState] = useState<StreamState>('connecting');
  const listeners = useRef(new Set<Listener>());
  useEffect(() => {
    const following = followStream(
      '/api/stream',
      {
        onEvent: (event) => {
          for (const listener of [...listeners.current]) listener(event);
        },
        onState: (next) => {
          setState(next);
          if (next === 'ended') onSignedOut();
        },
      },
      { fetch: (...request) => fetch(...request), pause, random: Math.random },
    );
    const stopHurrying = hurryWhenSeen(following);
    return () => {
      stopHurrying();
      following.stop();
    };
  }, []);
  const listen = (listener: Listener) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  };
  return <LiveContext.Provider value={{ state, listen }}>{children}</LiveContext.Provider>;
}

/** Calls the listener with each event while the component stands. It may be another function at each drawing. */
export function useAgentEvents(listener: Listener): void {
  const live = useContext(LiveContext);
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => live?.listen((event) => latest.current(event)), []);
}

export function useStreamState(): StreamState {
  return useContext(LiveContext)?.state ?? 'connecting';
}

/** Nobody should wait out a long pause once the network is back or the page is looked at again. */
function hurryWhenSeen(following: Following): () => void {
  const onVisible = () => {
    if (document.visibilityState === 'visible') following.hurry();
  };
  addEventListener('online', following.hurry);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    removeEventListener('online', following.hurry);
    document.removeEventListener('visibilitychange', onVisible);
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
