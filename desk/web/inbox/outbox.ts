import type { Message, MessageDraft } from 'convot/protocol';

/** A message of this agent that the desk has not confirmed. */
export interface Unsent extends MessageDraft {
  readonly state: 'sending' | 'failed';
  /** The last message that was shown when this one was written. */
  readonly after: string | null;
}

/** What is written but not sent of one conversation. */
export interface OutboxEntry {
  /** What stands in the composer. */
  readonly draft: string;
  readonly unsent: readonly Unsent[];
}

const NOTHING: OutboxEntry = { draft: '', unsent: [] };

/**
 * Drafts and unsent messages by conversation, in this page's memory. A message keeps its `client_id` through
 * every attempt, so sending again never makes two.
 */
export class Outbox {
  readonly #send: (conversation: string, draft: MessageDraft) => Promise<Message>;
  readonly #newId: () => string;
  readonly #entries = new Map<string, OutboxEntry>();
  readonly #listeners = new Set<() => void>();

  constructor(send: (conversation: string, draft: MessageDraft) => Promise<Message>, newId: () => string) {
    this.#send = send;
    this.#newId = newId;
  }

  of(conversation: string): OutboxEntry {
    return this.#entries.get(conversation) ?? NOTHING;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  setDraft(conversation: string, draft: string): void {
    this.#set(conversation, { ...this.of(conversation), draft });
  }

  /**
   * Sends what stands in the composer and empties it.
   *
   * @param after - id of the last message that is shown.
   * @returns the message, or `null` when it failed or was empty.
   */
  async sendDraft(conversation: string, after: string | null): Promise<Message | null> {
    const { draft, unsent } = this.of(conversation);
    const text = draft.trim();
    if (text === '') return null;
    const message: Unsent = { client_id: this.#newId(), text, state: 'sending', after };
    this.#set(conversation, { draft: '', unsent: [...unsent, message] });
    return this.#attempt(conversation, message);
  }

  /** Sends a failed message once more. */
  async retry(conversation: string, clientId: string): Promise<Message | null> {
    const message = this.of(conversation).unsent.find((one) => one.client_id === clientId);
    if (message?.state !== 'failed') return null;
    this.#mark(conversation, clientId, 'sending');
    return this.#attempt(conversation, message);
  }

  discard(conversation: string, clientId: string): void {
    const entry = this.of(conversation);
    this.#set(conversation, { ...entry, unsent: entry.unsent.filter((one) => one.client_id !== clientId) });
  }

  async #attempt(conversation: string, { client_id, text }: MessageDraft): Promise<Message | null> {
    try {
      const message = await this.#send(conversation, { client_id, text });
      this.discard(conversation, client_id);
      return message;
    } catch {
      this.#mark(conversation, client_id, 'failed');
      return null;
    }
  }

  #mark(conversation: string, clientId: string, state: Unsent['state']): void {
    const entry = this.of(conversation);
    const unsent = entry.unsent.map((one) => (one.client_id === clientId ? { ...one, state } : one));
    this.#set(conversation, { ...entry, unsent });
  }

  #set(conversation: string, entry: OutboxEntry): void {
    this.#entries.set(conversation, entry);
    for (const listener of this.#listeners) listener();
  }
}
