/** Typed listeners that can't hurt each other or the caller. */
export interface Emitter<Events> {
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void;
  off<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void;
  /** The event may be left out where there is nothing to tell but its name. */
  emit<Name extends keyof Events>(name: Name, ...event: Events[Name] extends undefined ? [] : [Events[Name]]): void;
}

export function createEmitter<Events>(): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(event: never) => void>>();
  return {
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
    off(name, listener) {
      listeners.get(name)?.delete(listener);
    },
    emit(name, ...[event]) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          listener(event as never);
        } catch (error) {
          // The page's own fault, shown as such, without stopping ours.
          setTimeout(() => {
            throw error;
          });
        }
      }
    },
  };
}
