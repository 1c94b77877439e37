import { asConvotError, type ConvotError } from '../protocol/errors.js';
import type { ChatEvents, ChatModule, ChatView } from '../protocol/index.js';
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

/** Commands take effect in the order of their calls, once the chat is there. */
export function createChat(
  options: ClientOptions,
  events: Emitter<InternalEvents>,
  person: Person,
  report: (error: ConvotError) => void,
): Chat {
  let view: Promise<ChatView | undefined> | undefined;

  /** Without a `chat` among the options it fails like one that can't be loaded. */
  function load(): Promise<ChatView | undefined> {
    return Promise.resolve()
      .then(options.chat)
      .then((module) =>
        (module as ChatModule).mountChat({ ...(events as Emitter<ChatEvents>), options, visitor: person }),
      )
      .catch((error: unknown) => {
        view = undefined;
        report(asConvotError(error, 'chat_failed'));
        return undefined;
      });
  }

  function tell(command: keyof ChatView, mayLoad?: boolean): void {
    if (mayLoad) view ??= load();
    view?.then((chat) => chat?.[command]());
  }

  return {
    open: () => tell('open', true),
    close: () => tell('close'),
    toggle: () => tell('toggle', true),
    destroy: () => tell('destroy'),
  };
}
