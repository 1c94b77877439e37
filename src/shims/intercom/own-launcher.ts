import type { Client } from '../../client/client.js';
import type { Warn } from '../warnings.js';

/** A launcher of the page's own, named by a CSS selector: it may come and go. */
export interface OwnLauncher {
  choose(selector: string): void;
  forget(): void;
  stop(): void;
}

export function createOwnLauncher(client: Client, document: Document, warn: Warn): OwnLauncher {
  let chosen = '';
  const onClick = ({ target }: Event) => {
    if (chosen && (target as Element).closest?.(chosen)) client.open();
  };
  document.addEventListener('click', onClick);
  return {
    choose(selector) {
      if (isSelector(document, selector)) chosen = selector;
      else warn('shim_value', 'custom_launcher_selector');
    },
    forget() {
      chosen = '';
    },
    stop: () => document.removeEventListener('click', onClick),
  };
}

function isSelector(document: Document, text: string): boolean {
  try {
    document.createDocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}
