import type { Client } from '../client/client.js';

/** The chat as a page may ask for it without waiting. */
export interface ChatState {
  readonly isOpen: boolean;
  /** Whether the launcher is out of sight. */
  readonly isHidden: boolean;
  /** Ends the watching. */
  readonly stop: () => void;
}

/** Follows the client's events, whoever causes them. */
export function watchChat(client: Client): ChatState {
  const state = { isOpen: false, isHidden: false };
  const stops = [
    client.on('open', () => Object.assign(state, { isOpen: true })),
    client.on('close', () => Object.assign(state, { isOpen: false })),
    client.on('hide', () => Object.assign(state, { isHidden: true })),
    client.on('show', () => Object.assign(state, { isHidden: false })),
  ];
  const stop = () => {
    for (const end of stops) end();
  };
  return Object.assign(state, { stop });
}
