/** Typed listeners that can't hurt each other or the caller. */
export interface Emitter<Events> {
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void;
  off<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void;
  /** The event may be left out where there is nothing to tell but its name. */
  emit<Name extends keyof Events>(name: Name, ...event: Events[Name] extends undefined ? [] : [Events[Name]]): void;
}

export function createEmitter<Events>(): Emitter<Events> {
  let listeners: readonly (readonly [name: keyof Events, listener: (event: never) => void])[] = [];

  function off(name: keyof Events, listener: (event: never) => void): void {
    listeners = listeners.filter((each) => each[0] !== name || each[1] !== listener);
  }

  return {
    on(name, listener) {
      listeners = [...listeners, [name, listener]];
      return () => off(name, listener);
    },
    off,
    emit(name, event?: Events[typeof name]) {
      for (const [of, listener] of listeners) {
        // It runs at once. What it throws is the page's own fault: shown as a rejection, without stopping ours.
        if (of === name) new Promise(() => listener(event as never));
      }
    },
  };
}
