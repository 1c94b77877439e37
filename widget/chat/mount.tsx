import { render } from 'preact';
import type { ChatHost, ChatView } from '../../src/protocol/index.js';
import { createChat } from './chat.js';
import { focused, keepInside } from './focus.js';
import { createLayout } from './layout.js';
import { textsFor } from './locales/index.js';
import type { ChatState } from './model/state.js';
import { styleSheets } from './styles/index.js';
import { createDates } from './views/dates.js';
import { Panel } from './views/panel.js';

/** Below this the panel covers the page; the style sheet has the same number. */
const NARROW = '(max-width: 480px)';

/** Puts the chat into the page, hidden, in a shadow root of its own. */
export function mountChat(host: ChatHost): ChatView {
  const texts = textsFor(host.locale);
  const dates = createDates(host.locale);
  const narrow = matchMedia(NARROW);
  const element = document.createElement('div');
  element.dataset.convot = 'chat';
  element.dataset.position = host.position ?? 'right';
  const root = element.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = styleSheets();
  const layout = createLayout(root);
  const page = new AbortController();
  let isOpen = false;
  let isDrawing = false;
  let place = '';
  let wrong: HTMLElement | null = null;
  let origin: HTMLElement | null = null;

  const chat = createChat(host, drawSoon, () => document.visibilityState === 'visible');
  const onClose = () => host.requestClose();

  /** Many changes, one drawing. */
  function drawSoon(): void {
    if (!isDrawing) queueMicrotask(() => isDrawing && draw());
    isDrawing = true;
  }

  function draw(): void {
    isDrawing = false;
    layout.before();
    const scene = { chat, texts, dates, onClose, isOnline: navigator.onLine, isModal: narrow.matches };
    render(isOpen ? <Panel scene={scene} /> : null, root);
    layout.after();
    if (isOpen) moveFocus();
  }

  /** Another place of the chat takes the focus, unless the visitor has meanwhile gone elsewhere on the page. */
  function moveFocus(): void {
    const [placeBefore, wrongBefore] = [place, wrong];
    place = placeOf(chat.state);
    wrong = root.querySelector('input[aria-invalid="true"]');
    if (wrong && wrong !== wrongBefore) wrong.focus();
    else if (place !== placeBefore && (root.activeElement || focused() === document.body)) focusPlace();
  }

  function focusPlace(): void {
    (root.querySelector<HTMLElement>('[data-focus]') ?? root.querySelector<HTMLElement>('.panel'))?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // The page's own shortcuts are not meant for what is typed here.
    event.stopPropagation();
    if (event.key === 'Escape' && !event.isComposing) onClose();
    if (event.key === 'Tab' && narrow.matches) keepInside(event, root);
  }

  function onOnline(): void {
    const { state } = chat;
    if (isOpen && (state.name === 'failed' || (state.name === 'ready' && state.trouble))) chat.reload();
    drawSoon();
  }

  function close(): void {
    if (!isOpen) return;
    const hadFocus = root.activeElement;
    isOpen = false;
    chat.close();
    draw();
    element.removeAttribute('data-open');
    if (hadFocus) origin?.focus();
  }

  const { signal } = page;
  element.addEventListener('keydown', onKeyDown);
  narrow.addEventListener('change', drawSoon, { signal });
  addEventListener('online', onOnline, { signal });
  addEventListener('offline', drawSoon, { signal });
  document.addEventListener('visibilitychange', chat.look, { signal });
  document.body.append(element);

  return {
    open() {
      if (isOpen) return;
      isOpen = true;
      origin = focused();
      element.setAttribute('data-open', '');
      chat.open();
      draw();
      focusPlace();
    },
    close,
    destroy() {
      close();
      chat.end();
      page.abort();
      element.remove();
    },
  };
}

/** Where in the chat one is, for the focus. */
function placeOf(state: ChatState): string {
  if (state.name !== 'ready' || state.screen.name === 'list') return state.name;
  const { screen } = state;
  return `${screen.name} ${screen.thread} ${screen.name === 'ticket' && screen.form.step === 'done'}`;
}
