import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Me } from '../wire/index.js';
import type { Api } from './api.js';

/** Who uses the page, and how it speaks to the desk. */
export interface SignedIn {
  readonly api: Api;
  readonly me: Me;
  readonly signOut: () => void;
  /** The desk no longer knows who asks. */
  readonly onSignedOut: () => void;
}

export const SignedInContext = createContext<SignedIn | null>(null);

/** @throws Error outside of a signed-in page: a fault of the code. */
export function useSession(): SignedIn {
  const session = useContext(SignedInContext);
  if (!session) throw new Error('useSession() stands outside of <Session>');
  return session;
}
