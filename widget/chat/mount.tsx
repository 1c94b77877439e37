import { render } from 'preact';
import type { ChatView } from '../../src/protocol/index.js';
import { createChat } from './chat.js';
import { focused, keepInside } from './focus.js';
import type { Host } from './host.js';
import { createLayout } from './layout.js';
import { textsFor } from './locales/index.js';
import { styleSheets } from './styles/index.js';
import { createDates } from './views/dates.js';
import { Panel } from './views/panel.js';

/** Below this the panel covers the page; the style sheet has the same number. */
const NARROW = '(max-width: 480px)';

/** Puts the chat into the page, hidden, in a shadow root of its own. */
export function mount(host: Host): ChatView {
  const locale = host.options.locale || document.documentElement.lang || navigator.language;
  const texts = textsFor(locale);
  const dates = createDates(locale);
  const hasTickets = host.options.adapter.capabilities?.tickets !== false;
  const narrow = matchMedia(NARROW);
  const element = document.createElement('div');
  element.dataset.convot = 'chat';
  element.dataset.position = host.options.position ?? 'right';
  const root = element.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = styleSheets(host.options.theme);
  const layout = createLayout(root);
  const page = new AbortController();
  let isOpen = false;
  let isDrawing = false;
  let place = '';
  let origin: HTMLElement | null = null;

  const chat = createChat(host, drawSoon, () => document.visibilityState === 'visible');

  /** Many changes, one drawing. */
  function drawSoon(): void {
    if (!isDrawing) queueMicrotask(() => isDrawing && draw());
    isDrawing = true;
  }

  function draw(): void {
    isDrawing = false;
    layout.before();
    const scene = { chat, texts, dates, onClose: close, isModal: narrow.matches, hasTickets };
    render(isOpen ? <Panel scene={scene} /> : null, root);
    layout.after();
    if (isOpen) moveFocus();
  }

  /** Another place of the chat takes the focus, unless the visitor has meanwhile gone elsewhere on the page. */
  function moveFocus(): void {
    const { state } = chat;
    const before = place;
    place = state.name === 'ready' ? JSON.stringify(state.screen) : state.name;
    if (place !== before && (root.activeElement || focused() === document.body)) focusPlace();
  }

  /** What is wrong, else what has the focus and may keep it, else where one would begin. */
  function focusPlace(): void {
    const targets = ['[aria-invalid="true"]', '[data-focus]:focus', '[data-focus]', '.panel'];
    targets
      .map((target) => root.querySelector<HTMLElement>(target))
      .find(Boolean)
      ?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // The page's own shortcuts are not meant for what is typed here.
    event.stopPropagation();
    if (event.key === 'Escape' && !event.isComposing) close();
    if (event.key === 'Tab' && narrow.matches) keepInside(event, root);
  }

  function onOnline(): void {
    const { state } = chat;
    if (isOpen && (state.name === 'failed' || (state.name === 'ready' && state.trouble))) chat.reload();
  }

  function close(): void {
    if (!isOpen) return;
    const hadFocus = root.activeElement;
    isOpen = false;
    chat.close();
    draw();
    element.removeAttribute('data-open');
    if (hadFocus) origin?.focus();
    host.announceOpen(false);
  }

  function open(): void {
    if (isOpen) return;
    isOpen = true;
    origin = focused();
    element.setAttribute('data-open', '');
    chat.open();
    draw();
    focusPlace();
    host.announceOpen(true);
  }

  const { signal } = page;
  element.addEventListener('keydown', onKeyDown);
  narrow.addEventListener('change', drawSoon, { signal });
  addEventListener('online', onOnline, { signal });
  document.addEventListener('visibilitychange', chat.look, { signal });
  // Beside the body, as the launcher: single-page libraries replace it.
  document.documentElement.append(element);

  return {
    open,
    close,
    toggle: () => (isOpen ? close() : open()),
    destroy() {
      close();
      chat.end();
      page.abort();
      element.remove();
    },
  };
}
