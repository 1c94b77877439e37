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
  readonly hurry: () => void;
  readonly report: (error: ConvotError) => void;
}

export function createChat({ options, events, person, hurry, report }: ChatPorts): Chat {
  let shown: Session | null = null;
  let view: Promise<ChatView> | undefined;
  let isOpen = false;
  events.on('session', (session) => {
    shown = session;
  });

  /** @param not - a credential that ended, and so doesn't satisfy. */
  function ensureSession(not?: string): Promise<Session> {
    if (shown && shown.credential !== not) return Promise.resolve(shown);
    person.wantSession();
    return new Promise((resolve, reject) => {
      const stops = [
        events.on('session', (session) => {
          if (session && session.credential !== not) done(() => resolve(session));
        }),
        events.on('failure', (error) => done(() => reject(error))),
      ];
      function done(end: () => void): void {
        for (const stop of stops) stop();
        end();
      }
      hurry();
    });
  }

  async function load(): Promise<ChatView> {
    if (!options.chat) throw new ConvotError('wrong_use', 'open(): createClient() was given no chat.');
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
      position: options.position ?? 'right',
      locale: options.locale || document.documentElement.lang || navigator.language,
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
