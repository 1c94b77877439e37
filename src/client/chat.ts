import { type ChatHost, type ChatView, ConvotError, type Session } from '../protocol/index.js';
import type { Emitter } from './emitter.js';
import type { InternalEvents } from './events.js';
import type { ClientOptions } from './options.js';
import type { Person } from './person.js';

/** Loads the chat when it is first opened, and gives it the one session that it may show. */
export interface Chat {
  open(): void;
  close(): void;
  toggle(): void;
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
  let view: Promise<ChatView> | undefined;
  let isOpen = false;
  events.on('session', (session) => {
    shown = session;
  });

  async function load(): Promise<ChatView> {
    if (!options.chat) throw new ConvotError('wrong_use', 'open(): createClient({ chat })');
    const [module, backend] = await Promise.all([options.chat(), options.adapter.chat()]);
    return module.mountChat({
      backend,
      get session() {
        return shown;
      },
      options,
      on: events.on,
      emit: events.emit as ChatHost['emit'],
      wantSession() {
        person.needSession();
        return hurry();
      },
      prove: person.renew,
      close,
    });
  }

  async function open(): Promise<void> {
    if (isOpen) return;
    isOpen = true;
    events.emit('open');
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
    events.emit('close');
  }

  return {
    open,
    close,
    toggle: () => (isOpen ? close() : open()),
    destroy() {
      isOpen = false;
      view?.then((chat) => chat.destroy());
    },
  };
}
