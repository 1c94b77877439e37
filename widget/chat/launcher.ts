import css from './launcher.css';
import { launcherTexts as texts } from './launcher.en.js';
import { type Theme, themed } from './launcher.theme.js';

export type { Theme };

/** What the launcher needs of a client. */
export interface LauncherClient {
  /** The visitor wants the chat, or has done with it for now. */
  toggle(): unknown;
  /** Listens to the chat opening and closing, and to whether the launcher is wanted; what it returns ends that. */
  on(name: 'open' | 'close' | 'show' | 'hide', listener: () => void): () => void;
  /** Listens to the number of unread messages. */
  on(name: 'unread', listener: (count: number) => void): () => void;
}

/** Where the launcher stands. */
export interface LauncherOptions {
  /** The lower corner of the page. @default 'right' */
  readonly position?: 'left' | 'right' | undefined;
  /** @default 'auto', which follows the visitor's system */
  readonly theme?: Theme | undefined;
}

/** A launcher in the page. */
export interface Launcher {
  /** Puts it back after {@link Launcher.hide}. */
  show(): void;
  /** Takes it out of sight; it goes on counting. */
  hide(): void;
  /** Takes it out of the page for good. */
  destroy(): void;
}

/** Puts the round button that opens the chat into the page. It follows the client's events, whoever causes them. */
export function mountLauncher(client: LauncherClient, options: LauncherOptions = {}): Launcher {
  const host = document.createElement('div');
  host.dataset.convot = 'launcher';
  host.dataset.position = options.position ?? '';
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(themed(css, options.theme));
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement('button');
  const status = document.createElement('span');
  status.role = 'status';
  root.append(button, status);

  const expand = (isOpen: boolean) => {
    button.ariaExpanded = `${isOpen}`;
  };
  const count = (unread: number) => {
    if (unread) button.dataset.unread = `${unread}`;
    else delete button.dataset.unread;
    status.textContent = unread ? texts.unread(unread) : '';
    button.ariaLabel = unread ? `${texts.chat}, ${status.textContent}` : texts.chat;
  };
  expand(false);
  count(0);
  button.onclick = () => client.toggle();
  // Beside the body: it may not be there yet, and single-page libraries replace it.
  const show = () => document.documentElement.append(host);
  const hide = () => host.remove();
  const ends = [
    client.on('open', () => expand(true)),
    client.on('close', () => expand(false)),
    client.on('unread', count),
    client.on('show', show),
    client.on('hide', hide),
  ];
  show();

  return {
    show,
    hide,
    destroy() {
      for (const end of ends) end();
      host.remove();
    },
  };
}
