import { ConvotError, type ErrorCode } from 'convot/protocol';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Me } from '../wire/index.js';
import { createApi } from './api.js';
import { Failed, Loading } from './pieces/states.js';
import { Shell } from './shell/shell.js';
import { SignIn } from './sign-in/sign-in.js';
import { SignedInContext } from './signed-in.js';

type SessionState =
  | { readonly state: 'asking' }
  | { readonly state: 'signed out' }
  | { readonly state: 'failed'; readonly code: ErrorCode }
  | { readonly state: 'signed in'; readonly me: Me };

/** Asks who is there, and shows the desk or the way in. The address stays, so that signing in leads to it. */
export function Session() {
  const [session, setSession] = useState<SessionState>({ state: 'asking' });
  const onSignedOut = () => setSession({ state: 'signed out' });
  const api = useMemo(() => createApi((...request) => fetch(...request), onSignedOut), []);
  const ask = () => {
    api.me().then(
      (me) => setSession({ state: 'signed in', me }),
      (error: unknown) => {
        const code = error instanceof ConvotError ? error.code : 'internal';
        setSession(code === 'session_ended' ? { state: 'signed out' } : { state: 'failed', code });
      },
    );
  };
  useEffect(ask, []);

  if (session.state === 'asking') return <Loading />;
  if (session.state === 'failed') return <Failed code={session.code} onRetry={ask} />;
  if (session.state === 'signed out') return <SignIn api={api} onSignedIn={ask} />;
  const signOut = () => {
    api.signOut().then(onSignedOut, onSignedOut);
  };
  return (
    <SignedInContext.Provider value={{ api, me: session.me, signOut, onSignedOut }}>
      <Shell />
    </SignedInContext.Provider>
  );
}
