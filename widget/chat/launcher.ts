import css from './launcher.css';
import { launcherTexts as texts } from './launcher.en.js';

/** What the launcher needs of a client. */
export interface LauncherClient {
  open(): unknown;
  close(): unknown;
  on(name: 'open' | 'close', listener: () => void): () => void;
  on(name: 'unread', listener: (count: number) => void): () => void;
}

export interface LauncherOptions {
  /** The lower corner of the page. @default 'right' */
  readonly position?: 'left' | 'right';
}

/** A launcher in the page. */
export interface Launcher {
  show(): void;
  hide(): void;
  /** Takes it out of the page for good. */
  destroy(): void;
}

/** Above this the badge says "9+"; what is announced stays exact. */
const BADGE_MAX = 9;

const BUBBLE = 'M4 5h16v11H11l-4 4v-4H4z';
const CHEVRON = 'M6 9l6 6 6-6';

/** Puts the round button that opens the chat into the page. It follows the client's events, whoever causes them. */
export function mountLauncher(client: LauncherClient, options: LauncherOptions = {}): Launcher {
  const host = document.createElement('div');
  host.dataset.convot = 'launcher';
  host.dataset.position = options.position ?? 'right';
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement('button');
  const badge = document.createElement('b');
  const status = document.createElement('span');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.append(path);
  svg.ariaHidden = badge.ariaHidden = 'true';
  button.type = 'button';
  button.append(svg);
  status.role = 'status';
  root.append(button, badge, status);

  let isOpen = false;
  const expand = (open: boolean) => {
    isOpen = open;
    button.ariaExpanded = `${open}`;
    path.setAttribute('d', open ? CHEVRON : BUBBLE);
  };
  const count = (unread: number) => {
    badge.textContent = unread > BADGE_MAX ? `${BADGE_MAX}+` : `${unread || ''}`;
    status.textContent = unread ? texts.unread(unread) : '';
    button.ariaLabel = [texts.chat, status.textContent].filter(Boolean).join(', ');
  };
  expand(false);
  count(0);
  button.onclick = () => (isOpen ? client.close() : client.open());
  const ends = [
    client.on('open', () => expand(true)),
    client.on('close', () => expand(false)),
    client.on('unread', count),
  ];
  const show = () => document.body.append(host);
  show();

  return {
    show,
    hide: () => host.remove(),
    destroy() {
      for (const end of ends) end();
      host.remove();
    },
  };
}
