import type { Chat } from '../chat.js';
import type { ChatTexts } from '../locales/en.js';
import type { Ready } from '../model/state.js';
import type { Dates } from './dates.js';

/** What every view gets: the chat to act on, and how things are said. */
export interface Scene {
  readonly chat: Chat;
  readonly texts: ChatTexts;
  readonly dates: Dates;
  /** Whether the panel covers the page, so that nothing else can be reached. */
  readonly isModal: boolean;
  /** Whether the backend takes tickets. */
  readonly hasTickets: boolean;
  readonly onClose: () => void;
}

/** For views that show a person's things. */
export interface ReadyProps {
  readonly scene: Scene;
  readonly state: Ready;
}
