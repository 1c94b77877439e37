import type { PortName } from './client-code.js';
import type { Page } from './page.js';
import type { Random } from './random.js';

/** The browser around a page. */
export interface BrowserPorts {
  /** Milliseconds since 1970 by the device's clock, which may jump. */
  readonly deviceNow: () => number;
  readonly url: string;
  readonly indexedDB: object;
  readonly BroadcastChannel: object;
  /** Absent in old browsers, and on pages over plain http. */
  readonly locks: object | undefined;
  readonly fetch: object;
  readonly isVisible: () => boolean;
  readonly random: Random;
}

/** The globals of a page: ports, all of them. */
export function globalsOf(page: Page, ports: BrowserPorts): Readonly<Record<PortName, unknown>> {
  const timers = new Map<number, () => void>();
  const setTimeout = (task: () => void, ms = 0) => {
    const id = timers.size + 1;
    timers.set(id, page.later(ms, task));
    return id;
  };
  const clearTimeout = (id: number | undefined) => {
    if (id !== undefined) timers.get(id)?.();
  };
  const globals: Record<PortName, unknown> = {
    globalThis: undefined,
    window: undefined,
    self: undefined,
    Date: dateOf(ports.deviceNow),
    Math: mathOf(ports.random),
    setTimeout,
    clearTimeout,
    crypto: { getRandomValues: (array: Uint32Array) => filled(array, ports.random) },
    indexedDB: ports.indexedDB,
    BroadcastChannel: ports.BroadcastChannel,
    navigator: { onLine: true, ...(ports.locks && { locks: ports.locks }) },
    document: {
      get visibilityState() {
        return ports.isVisible() ? 'visible' : 'hidden';
      },
      addEventListener: page.listen,
    },
    location: new URL(ports.url),
    fetch: ports.fetch,
    addEventListener: page.listen,
    removeEventListener: () => undefined,
    requestIdleCallback: (task: () => void) => setTimeout(task, ports.random.between(1, 400)),
    console: { error() {}, warn() {}, info() {}, log() {} },
    AbortController,
    AbortSignal: {
      any: AbortSignal.any,
      timeout(ms: number) {
        const controller = new AbortController();
        setTimeout(() => controller.abort(new DOMException('The time is up.', 'TimeoutError')), ms);
        return controller.signal;
      },
    },
    URL,
    TextEncoder,
    Event,
    EventTarget,
    structuredClone,
    queueMicrotask,
    performance: { now: ports.deviceNow },
  };
  globals.globalThis = globals.window = globals.self = globals;
  return globals;
}

function filled(array: Uint32Array, random: Random): Uint32Array {
  for (let place = 0; place < array.length; place += 1) array[place] = Math.floor(random.next() * 2 ** 32);
  return array;
}

function dateOf(deviceNow: () => number): DateConstructor {
  return class extends Date {
    constructor(time?: number) {
      super(time ?? deviceNow());
    }
    static override now(): number {
      return deviceNow();
    }
  } as DateConstructor;
}

function mathOf(random: Random): Math {
  return Object.create(Math, { random: { value: random.next } });
}
