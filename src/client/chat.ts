import { type ChatView, ConvotError, type Session } from '../protocol/index.js';
import type { Emitter } from './emitter.js';
import type { InternalEvents } from './events.js';
import type { ClientOptions } from './options.js';
import type { Person } from './person.js';

/** Loads the chat when it is first opened, and gives it the one session that it may show. */
export interface Chat {
  open(): void;
  close(): void;
  destroy(): void;
}

export interface ChatPorts {
  readonly options: ClientOptions;
  readonly events: Emitter<InternalEvents>;
  readonly person: Person;
  /** Does what there is to do, and resolves when that is done or has failed. */
  readonly hurry: () => Promise<void>;
  readonly report: (error: ConvotError) => void;
}

export function createChat({ options, events, person, hurry, report }: ChatPorts): Chat {
  let shown: Session | null = null;
  let failure: ConvotError | undefined;
  let view: Promise<ChatView> | undefined;
  let isOpen = false;
  events.on('session', (session) => {
    shown = session;
  });
  events.on('error', (error) => {
    failure = error;
  });

  /** @param ended - a credential that doesn't satisfy any more. */
  async function ensureSession(ended?: string): Promise<Session> {
    const isThere = () => shown && shown.credential !== ended;
    person.wantSession();
    if (!isThere()) await hurry();
    if (isThere()) return shown as Session;
    throw failure ?? new ConvotError('offline');
  }

  async function load(): Promise<ChatView> {
    if (!options.chat) throw new ConvotError('wrong_use', 'open(): createClient({ chat })');
    const [module, backend] = await Promise.all([options.chat(), options.adapter.chat()]);
    return module.mountChat({
      backend,
      get session() {
        return shown;
      },
      onSession: (listener) => events.on('session', listener),
      ensureSession: () => ensureSession(),
      sessionEnded(credential) {
        person.prove(credential);
        return ensureSession(credential);
      },
      requestClose: close,
      setUnread: (count) => events.emit('unread', count),
      position: options.position,
      locale: options.locale,
    });
  }

  async function open(): Promise<void> {
    if (isOpen) return;
    isOpen = true;
    events.emit('open', undefined);
    try {
      view ??= load();
      const chat = await view;
      if (isOpen) chat.open();
    } catch (error) {
      view = undefined;
      report(error instanceof ConvotError ? error : new ConvotError('chat_failed'));
      close();
    }
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    view?.then((chat) => chat.close());
    events.emit('close', undefined);
  }

  return {
    open,
    close,
    destroy() {
      isOpen = false;
      view?.then((chat) => chat.destroy());
    },
  };
}
