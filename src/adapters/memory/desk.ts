import { ConvotError, type Message, type Person, type Values } from '../../protocol/index.js';
import { addMessage, messageView } from './conversations.js';
import { handleOf, type Proofs } from './proofs.js';
import type { State, StoredConversation } from './state.js';
import { Streams } from './streams.js';

/** How a {@link memoryDesk} behaves. */
export interface MemoryDeskOptions extends Proofs {
  /** Answers each of the visitor's messages, as a scripted agent; `null` keeps silent. @default nobody answers */
  readonly reply?: (text: string) => string | null;
  /** How long the scripted agent seems to write, in milliseconds. @default 700 */
  readonly replyAfterMs?: number;
  /** The name that the visitor reads above an answer. @default 'Demo' */
  readonly agentName?: string;
}

/** A desk in the page's memory, and the agent's side of it. Several adapters may share one. */
export interface MemoryDesk {
  /** Answers as an agent. @throws ConvotError `not_found` */
  answer(conversation: string, text: string): Message;
  /** The custom data now held for a person. */
  stored(person: Person): Values;
  /** Every conversation's messages, oldest first. */
  conversations(): readonly { readonly id: string; readonly messages: readonly Message[] }[];
}

/** A memory desk as its own adapter sees it. */
export interface MemoryDeskCore extends MemoryDesk {
  readonly state: State;
  readonly proofs: Proofs;
  /** Lets the scripted agent answer. */
  heard(conversation: StoredConversation, text: string): void;
}

/** How long the scripted agent seems to write, in milliseconds: long enough to be noticed, too short to be waited for. */
const REPLY_AFTER_MS = 700;

const cores = new WeakMap<MemoryDesk, MemoryDeskCore>();

/**
 * Makes a desk that lives in memory: for a page without a server, and for tests that play the agent.
 * Nobody is ever verified by it, unless a test lends it `openToken` or `verifyHash`: a page holds no secret.
 */
export function memoryDesk(options: MemoryDeskOptions = {}): MemoryDesk {
  const { reply, replyAfterMs = REPLY_AFTER_MS, agentName = 'Demo', openToken, verifyHash } = options;
  const state: State = {
    values: new Map(),
    sessions: new Map(),
    lanes: new Map(),
    conversations: new Map(),
    streams: new Streams(),
  };
  const say = (conversation: StoredConversation, text: string) =>
    addMessage(state, conversation, { author: 'agent', authorName: agentName, text });
  const desk: MemoryDesk = {
    answer: (id, text) => {
      const conversation = state.conversations.get(id);
      if (!conversation) throw new ConvotError('not_found');
      return say(conversation, text);
    },
    stored: (person) => ({ ...state.values.get(handleOf(person)) }),
    conversations: () =>
      [...state.conversations.values()].map((stored) => ({
        id: stored.id,
        messages: stored.messages.map((message) => messageView(stored, message)),
      })),
  };
  cores.set(desk, {
    ...desk,
    state,
    proofs: { ...(openToken && { openToken }), ...(verifyHash && { verifyHash }) },
    heard: (conversation, text) => {
      const answer = reply?.(text);
      if (answer) setTimeout(() => say(conversation, answer), replyAfterMs);
    },
  });
  return desk;
}

/** The inside of a desk that {@link memoryDesk} made. */
export function coreOf(desk: MemoryDesk): MemoryDeskCore {
  const core = cores.get(desk);
  if (!core) throw new ConvotError('wrong_use', 'The option desk takes what memoryDesk() returns.');
  return core;
}
