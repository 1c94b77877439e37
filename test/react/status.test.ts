// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { watchStatus } from '../../src/react/status.js';
import { recordedClient } from '../client/recorded-client.js';

test('whoever stops watching hears no more, from the client or the browser', () => {
  const client = recordedClient();
  const heard = vi.fn();
  const stop = watchStatus(client, heard);
  client.emit('ready');
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('offline'));
  expect(heard).toHaveBeenCalledTimes(3);
  stop();
  client.emit('ready');
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('offline'));
  expect(heard).toHaveBeenCalledTimes(3);
});
