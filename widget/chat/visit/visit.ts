import { type ChatBackend, ConvotError, type Session } from '../../../src/protocol/index.js';
import type { Host } from '../host.js';
import type { ChatEvent } from '../model/events.js';
import type { ChatState } from '../model/state.js';
import { codeOf } from './fault.js';

/** A method of the backend without its credential. */
type Question<Name extends keyof ChatBackend> = ChatBackend[Name] extends (
  credential: string,
  ...rest: infer Rest
) => Promise<unknown>
  ? Rest
  : never;

/**
 * One person's stay in the chat. Everything that is asked for the person goes through it, and once it is over
 * nothing that was asked can change what is shown: Law 4 stands here and in `chat.ts`.
 */
export interface Visit {
  readonly host: Host;
  readonly handle: string;
  /** Aborted when another person comes, or nobody. */
  readonly over: AbortSignal;
  /** What is shown. Only for a visit that is not over. */
  state(): ChatState;
  /** Tells what happened; ignored after the end. */
  report(event: ChatEvent): void;
  /** The person's session as it is now. @throws `session_ended` when the page names somebody else, or nobody. */
  session(): Session;
  /**
   * Asks the backend with the person's credential, and once more with a renewed one when that had ended. What it
   * answers is unchecked.
   */
  ask<Name extends keyof ChatBackend>(name: Name, ...rest: Question<Name>): Promise<unknown>;
  /** Proves the identity again. @throws `session_ended` when it is no longer this person's. */
  renew(credential: string): Promise<Session>;
}

/** Begins the stay of a handle. `over` ends it; `apply` is called for each event until then. */
export function createVisit(
  host: Host,
  handle: string,
  over: AbortSignal,
  state: () => ChatState,
  apply: (event: ChatEvent) => void,
): Visit {
  const own = (session: Session | null): Session => {
    if (over.aborted || session?.handle !== handle) throw new ConvotError('session_ended');
    return session;
  };
  const session = () => own(host.session);
  const renew = async (credential: string) => own(await host.sessionEnded(credential));
  return {
    host,
    handle,
    over,
    state,
    session,
    renew,
    report: (event) => {
      if (!over.aborted) apply(event);
    },
    async ask(name, ...rest) {
      const question = host.backend[name] as (credential: string, ...rest: unknown[]) => Promise<unknown>;
      const { credential } = session();
      try {
        return await question.call(host.backend, credential, ...rest);
      } catch (fault) {
        if (codeOf(fault) !== 'session_ended') throw fault;
        return question.call(host.backend, (await renew(credential)).credential, ...rest);
      }
    },
  };
}
