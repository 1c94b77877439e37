import { createHmac, randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Allowed, Body } from './published.js';

/** What Chatwoot answers instead. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

interface Contact {
  readonly id: number;
  readonly identifier: string | null;
  email: string | null;
  name: string;
  custom_attributes: Readonly<Record<string, unknown>>;
}

/** A contact's place in the inbox: who holds its source id speaks for the contact. */
export interface Seat {
  readonly source_id: string;
  readonly pubsub_token: string;
  readonly contact: Contact;
  isVerified: boolean;
}

interface Message {
  readonly id: number;
  readonly content: string;
  readonly message_type: 0 | 1 | 2 | 3;
  readonly content_type: 'text';
  readonly content_attributes: object;
  readonly created_at: number;
  readonly conversation_id: number;
  readonly private: boolean;
  readonly sender: object | null;
}

interface Conversation {
  readonly id: number;
  readonly uuid: string;
  readonly seat: Seat;
  readonly messages: Message[];
  contact_last_seen_at: number;
}

/** How the inbox is set up. */
export interface InboxOptions {
  /** "Enforce user identity validation". @default false */
  readonly isEnforced?: boolean;
}

/** Sends an event to the holders of these tokens. */
export type Broadcast = (tokens: readonly string[], event: string, data: object) => void;

/** An API inbox of Chatwoot, with what its controllers and models do to it. */
export class Inbox {
  readonly identifier = randomUUID().slice(0, 24);
  readonly hmacToken = randomUUID();
  readonly seats = new Map<string, Seat>();
  readonly conversations: Conversation[] = [];
  readonly #contacts: Contact[] = [];
  readonly #isEnforced: boolean;
  readonly #broadcast: Broadcast;
  #ids = 100;

  constructor({ isEnforced = false }: InboxOptions, broadcast: Broadcast) {
    this.#isEnforced = isEnforced;
    this.#broadcast = broadcast;
  }

  hash(identifier: string): string {
    return createHmac('sha256', this.hmacToken).update(identifier).digest('hex');
  }

  contactBy(identifier: string): Contact | undefined {
    return this.#contacts.find((contact) => contact.identifier === identifier);
  }

  async perform({ name, inbox, ids: [source = '', conversation = ''], body }: Allowed): Promise<object | null> {
    if (inbox !== this.identifier) throw new Refused(404);
    switch (name) {
      case 'inbox':
        return { identifier: inbox, identity_validation_enabled: this.#isEnforced, name: 'Harbour', timezone: 'UTC' };
      case 'createContact':
        return seatView(this.#create(body));
      case 'contact':
        return seatView(this.#seat(source));
      case 'updateContact':
        return seatView(await this.#update(this.#seat(source), body));
      case 'conversations':
        return this.#visibleTo(this.#seat(source)).map(conversationView);
      case 'createConversation':
        return conversationView(this.#begin(this.#seat(source)));
      case 'createMessage': {
        const seat = this.#seat(source);
        const sender = { id: seat.contact.id, name: seat.contact.name, type: 'contact' };
        return this.say(this.#conversation(seat, conversation), String(body.content), { type: 0, sender });
      }
      case 'lastSeen':
        this.#conversation(this.#seat(source), conversation).contact_last_seen_at = seconds();
        return null;
    }
  }

  /** Adds a message as its kind of author, and tells the contact unless it is private or an activity. */
  say(
    conversation: Conversation,
    content: string,
    { type = 1 as Message['message_type'], isPrivate = false, sender = null as object | null } = {},
  ): Message {
    const message: Message = {
      id: this.#ids++,
      content,
      message_type: type,
      content_type: 'text',
      content_attributes: {},
      created_at: seconds(),
      conversation_id: conversation.id,
      private: isPrivate,
      sender,
    };
    conversation.messages.push(message);
    if (!isPrivate && type !== 2) this.#broadcast(this.#tokens(conversation.seat), 'message.created', message);
    return message;
  }

  #create(body: Body): Seat {
    this.#checkHash(body);
    const identifier = text(body.identifier);
    const email = text(body.email)?.toLowerCase() ?? null;
    const found =
      (identifier && this.contactBy(identifier)) || (email && this.#contacts.find((each) => each.email === email));
    const contact = found || {
      id: this.#ids++,
      identifier,
      email,
      name: text(body.name) ?? 'quiet-river-42',
      custom_attributes: (body.custom_attributes ?? {}) as Contact['custom_attributes'],
    };
    if (!found) this.#contacts.push(contact);
    const seat = { source_id: randomUUID(), pubsub_token: randomUUID(), contact, isVerified: false };
    this.seats.set(seat.source_id, seat);
    return seat;
  }

  /** `identifier` is checked and not written. Attributes are read, merged in Ruby and written back whole. */
  async #update(seat: Seat, body: Body): Promise<Seat> {
    const { contact } = seat;
    if (this.#checkHash(body)) {
      if (contact.identifier && contact.identifier !== body.identifier) throw new Refused(500);
      if (contact.identifier) seat.isVerified = true;
    }
    const read = contact.custom_attributes;
    await nextTurn();
    contact.name = text(body.name) ?? contact.name;
    contact.email = text(body.email)?.toLowerCase() ?? contact.email;
    contact.custom_attributes = { ...read, ...(body.custom_attributes ?? {}) };
    return seat;
  }

  /** A wrong hash raises, which nothing rescues. */
  #checkHash({ identifier, identifier_hash }: Body): boolean {
    if (!text(identifier_hash) && !this.#isEnforced) return false;
    if (identifier_hash !== this.hash(String(identifier ?? ''))) throw new Refused(500);
    return true;
  }

  #begin(seat: Seat): Conversation {
    const conversation = { id: this.#ids++, uuid: randomUUID(), seat, messages: [], contact_last_seen_at: 0 };
    this.conversations.push(conversation);
    return conversation;
  }

  #visibleTo(seat: Seat): Conversation[] {
    // No order is promised.
    return this.conversations
      .toReversed()
      .filter((each) => (seat.isVerified ? each.seat.contact === seat.contact : each.seat === seat));
  }

  #seat(source: string): Seat {
    const seat = this.seats.get(source);
    if (!seat) throw new Refused(404);
    return seat;
  }

  #conversation(seat: Seat, id: string): Conversation {
    const found = this.#visibleTo(seat).find((each) => String(each.id) === id);
    if (!found) throw new Refused(404);
    return found;
  }

  #tokens(seat: Seat): string[] {
    const all = seat.isVerified
      ? [...this.seats.values()].filter((each) => each.isVerified && each.contact === seat.contact)
      : [seat];
    return all.map(({ pubsub_token }) => pubsub_token);
  }
}

function seatView({ source_id, pubsub_token, contact: { id, name, email } }: Seat): object {
  return { source_id, pubsub_token, id, name, email, phone_number: null };
}

function conversationView({ seat, messages, ...conversation }: Conversation): object {
  const chat = messages.filter((each) => each.message_type !== 2 && !each.private);
  return { ...conversation, inbox_id: 1, status: 'open', agent_last_seen_at: 0, messages: chat, contact: seat.contact };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}
