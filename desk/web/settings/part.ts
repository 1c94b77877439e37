import type { App } from '../../wire/index.js';
import type { AppChange } from '../api.js';

/** What each part of an app's page gets. */
export interface AppPart {
  readonly app: App;
  /** Members read; owners change. */
  readonly isOwner: boolean;
  /** Saves and shows the change; rejects when the desk refuses it. */
  readonly change: (change: AppChange) => Promise<void>;
}
