// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { mountLauncher } from '../../../widget/chat/launcher.js';
import { themed } from '../../../widget/chat/launcher.theme.js';

afterEach(() => document.querySelector('[data-convot]')?.remove());

function mounted() {
  const listeners = new Map<string, (count: number) => void>();
  const client = {
    toggle: vi.fn(),
    on(name: string, listener: (count: number) => void) {
      listeners.set(name, listener);
      return () => listeners.delete(name);
    },
  };
  const launcher = mountLauncher(client, { position: 'left' });
  const host = document.querySelector<HTMLElement>('[data-convot=launcher]');
  const button = host?.shadowRoot?.querySelector('button');
  const status = host?.shadowRoot?.querySelector('span');
  if (!host || !button || !status) throw new Error('the launcher is not whole');
  const emit = (name: string, count = 0) => listeners.get(name)?.(count);
  return { client, launcher, host, button, status, emit, listeners };
}

test('the button opens and closes, and says which', () => {
  const { client, button, emit } = mounted();
  expect(button.ariaExpanded).toBe('false');
  button.click();
  expect(client.toggle).toHaveBeenCalledOnce();
  emit('open');
  expect(button.ariaExpanded).toBe('true');
  button.click();
  expect(client.toggle).toHaveBeenCalledTimes(2);
  emit('close');
  expect(button.ariaExpanded).toBe('false');
});

test('unread messages are in its name and announced', () => {
  const { button, status, emit } = mounted();
  expect(button.ariaLabel).toBe('Chat');
  emit('unread', 1);
  expect(button.ariaLabel).toBe('Chat, 1 unread');
  expect(status.textContent).toBe('1 unread');
  emit('unread', 12);
  expect(button.dataset.unread).toBe('12');
  emit('unread', 0);
  expect(button.dataset.unread).toBeUndefined();
  expect(button.ariaLabel).toBe('Chat');
  expect(status.textContent).toBe('');
});

test('it hides, shows, and ends without a trace', () => {
  const { launcher, host, listeners } = mounted();
  expect(host.dataset.position).toBe('left');
  launcher.hide();
  expect(host.isConnected).toBe(false);
  launcher.show();
  expect(host.isConnected).toBe(true);
  launcher.destroy();
  expect(host.isConnected).toBe(false);
  expect(listeners.size).toBe(0);
});

test('a theme of the page’s own choice outweighs the system’s', () => {
  const dark = '@media (prefers-color-scheme: dark) { a { color-scheme: light dark } }';
  expect(themed(dark, undefined)).toBe(dark);
  expect(themed(dark, 'auto')).toBe(dark);
  expect(themed(dark, 'dark')).toBe('@media all { a { color-scheme: dark } }');
  expect(themed(dark, 'light')).toBe('@media not all { a { color-scheme: light } }');
});
