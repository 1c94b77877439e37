import type { Client, ClientEvents, ClientStatus, Receipt } from 'convot';
import { createEmitter } from '../../src/client/emitter.js';

/** A client that does nothing but write down what it was told. */
export interface RecordedClient extends Client {
  /** Calls in their order: `['identify', { … }]`. Listening is not among them. */
  readonly calls: readonly (readonly unknown[])[];
  /** Lets it say something to its listeners. */
  readonly emit: ReturnType<typeof createEmitter<ClientEvents>>['emit'];
  /** For a test to change; `unread` follows the event. */
  readonly status: { -readonly [Field in keyof ClientStatus]: ClientStatus[Field] };
}

export function recordedClient(): RecordedClient {
  const calls: unknown[][] = [];
  const { on, off, emit } = createEmitter<ClientEvents>();
  const status: RecordedClient['status'] = { stored: 'queued', reason: null, unread: 0 };
  on('unread', (count) => {
    status.unread = count;
  });
  const receipt: Receipt = { stored: 'held', settled: Promise.resolve({ status: 'applied', refused: [] }) };
  const noted =
    <Result>(method: string, result: Result) =>
    (...args: readonly unknown[]) => {
      calls.push([method, ...args]);
      return result;
    };
  return {
    calls,
    emit,
    on,
    off,
    identify: noted('identify', Promise.resolve(receipt)),
    update: noted('update', Promise.resolve(receipt)),
    reset: noted('reset', Promise.resolve()),
    ready: noted('ready', Promise.resolve()),
    status,
    open: noted('open', undefined),
    close: noted('close', undefined),
    toggle: noted('toggle', undefined),
    show: noted('show', undefined),
    hide: noted('hide', undefined),
    destroy: noted('destroy', undefined),
  };
}
