import { asConvotError, ConvotError } from '../protocol/errors.js';
import type { ChatEvents, ChatView } from '../protocol/index.js';
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

  function load(): Promise<ChatView | undefined> {
    return Promise.resolve()
      .then(options.chat)
      .then((module) => {
        if (!module) throw new ConvotError('wrong_use', 'open(): createClient({ chat })');
        return module.mountChat({ ...(events as Emitter<ChatEvents>), options, visitor: person });
      })
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
