import { ConvotError, MESSAGE_CHARS, type Message, type MessageDraft, type StartAnswer } from '../../protocol/index.js';
import type { Chatwoot } from './backend.js';
import { isCode } from './http.js';
import { contactPath, type Held } from './sessions.js';
import { newestIn, readMessage, threadIn } from './threads.js';

/** The half of the chat that writes. */
export interface Sending {
  start(held: Held, draft: MessageDraft): Promise<StartAnswer>;
  send(held: Held, conversation: string, draft: MessageDraft): Promise<Message>;
}

/**
 * Chatwoot keeps no `client_id`, so the page remembers what it sent. Of a try whose answer was lost it looks first
 * whether the message arrived. After a reload nobody knows any more, and sending again is sending twice.
 */
export function createSending(chatwoot: Chatwoot): Sending {
  const { http, newest } = chatwoot;
  const started = new Map<string, Promise<StartAnswer>>();
  const begun = new Map<string, string>();
  const sent = new Map<string, Promise<Message>>();
  /** The conversation's newest message before a draft was first sent. */
  const tried = new Map<string, number>();
  /** Messages that are known to be of one draft are not taken for another's. */
  const arrived = new Set<string>();

  async function begin(held: Held): Promise<string> {
    const path = `${contactPath(held)}/conversations`;
    const { id, messages = [] } = await http<{ id: number; messages?: readonly { id: number }[] }>(path, {
      method: 'POST',
      body: {},
    }).catch((error) => {
      throw isCode(error, 'not_found') ? new ConvotError('session_ended') : error;
    });
    // An inbox may be locked to one conversation, which is then not new.
    newest.set(String(id), newestIn(messages));
    return String(id);
  }

  async function deliver(held: Held, id: string, { client_id, text }: MessageDraft): Promise<Message> {
    const content = readText(text);
    const before = tried.get(client_id);
    const found = before === undefined ? null : await arrivedSince(held, id, before, content);
    if (found) return found;
    if (!newest.has(id)) await threadIn(chatwoot, held, id);
    tried.set(client_id, newest.get(id) ?? 0);
    const path = `${contactPath(held)}/conversations/${encodeURIComponent(id)}/messages`;
    const answer = await http<unknown>(path, { method: 'POST', body: { content, echo_id: client_id } }).catch(
      async (error) => {
        if (isCode(error, 'not_found')) await threadIn(chatwoot, held, id);
        throw error;
      },
    );
    const message = readMessage(answer);
    if (!message) throw new ConvotError('internal', 'The answer is no message.');
    return message;
  }

  async function arrivedSince(held: Held, id: string, before: number, content: string): Promise<Message | null> {
    const { messages } = await threadIn(chatwoot, held, id).catch((error) => {
      // A conversation whose first message did not arrive is not listed.
      if (isCode(error, 'not_found')) return { messages: [] };
      throw error;
    });
    const isIt = (each: Message) =>
      Number(each.id) > before && each.author === 'visitor' && each.text === content && !arrived.has(each.id);
    return messages.find(isIt) ?? null;
  }

  const send = (held: Held, id: string, draft: MessageDraft) =>
    once(sent, draft.client_id, async () => {
      const message = await deliver(held, id, draft);
      arrived.add(message.id);
      newest.set(id, Math.max(newest.get(id) ?? 0, Number(message.id)));
      return message;
    });

  return {
    send,
    start: (held, draft) =>
      once(started, draft.client_id, async () => {
        readText(draft.text);
        const id = begun.get(draft.client_id) ?? (await begin(held));
        begun.set(draft.client_id, id);
        const message = await send(held, id, draft);
        return { conversation: (await threadIn(chatwoot, held, id)).conversation, message };
      }),
  };
}

/** Two calls for one key share one try; a try that failed is forgotten. */
function once<T>(tries: Map<string, Promise<T>>, key: string, attempt: () => Promise<T>): Promise<T> {
  const underway = tries.get(key);
  if (underway) return underway;
  const made = attempt();
  tries.set(key, made);
  made.catch(() => tries.delete(key));
  return made;
}

/** @throws ConvotError `request_invalid` */
function readText(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > MESSAGE_CHARS) {
    throw new ConvotError('request_invalid', `The text must have from 1 to ${MESSAGE_CHARS} characters.`);
  }
  return trimmed;
}
