import { deskAdapter } from '../src/adapters/desk/adapter.js';
import type { DeskHttp } from '../src/adapters/desk/http.js';
import { type Client, createClient } from '../src/client/client.js';
import type { ChatBackend, ChatModule, ChatOptions } from '../src/protocol/index.js';
import { mountLauncher } from './chat/launcher.js';

/**
 * The script tag: wires client, desk adapter and launcher. The one place that does.
 *
 * `<script async src="https://desk.example/convot.js" data-app="app_…"></script>`, with `data-desk` (default: the
 * script's origin), `data-identity` (default: the app's setting), `data-position`, `data-locale`, `data-theme`.
 */

/** A call that the inline stub kept: method, arguments, and the promise that it promised. */
type KeptCall = readonly [method: keyof Client, args: readonly unknown[], done: (result: unknown) => void];

/** `window.Convot`: the stub until the script is here, the client after. */
type Global = Partial<Client> & { q?: KeptCall[] };

interface Page {
  Convot?: Global;
}

/** The lazy half, built beside this script. */
type Chunk = ChatModule & { deskChat(http: DeskHttp): ChatBackend };

/** What the tag's attributes say of the chat's looks, under the options' own names. */
type ChatLook = Pick<ChatOptions, 'locale' | 'position' | 'theme'>;

// Only now does the browser say which tag this is.
const current = document.currentScript;
// An image of that name would be taken for it, and its folder for ours.
const tag = (
  current instanceof HTMLScriptElement ? current : document.querySelector('script[data-app]')
) as HTMLScriptElement | null;

function start(script: HTMLScriptElement, app: string, page: Page): void {
  const url = script.dataset.desk || new URL(script.src).origin;
  const loadChunk = () => import(new URL('convot-chat.js', script.src).href) as Promise<Chunk>;
  const { identity, locale, position, theme } = script.dataset as DOMStringMap & ChatLook;
  const client = createClient({
    adapter: deskAdapter({ app, url }, async (http) => (await loadChunk()).deskChat(http)),
    chat: loadChunk,
    identityEndpoint: identity === '' ? null : identity,
    locale,
    position,
    theme,
  });
  // The page may have kept a reference to the stub, so it becomes the client instead of being replaced.
  page.Convot ??= {};
  const { q: kept = [] } = page.Convot;
  Object.assign(page.Convot, client, { q: undefined });
  const run = ([method, args, done]: KeptCall) =>
    done((client[method] as (...args: readonly unknown[]) => unknown)(...args));
  // It hears what the kept calls do, as `hide()` and `open()`.
  const launcher = mountLauncher(client, { position, theme });
  // A later paste starts anew, its stub first: calls to this client would wait for nobody.
  page.Convot.destroy = () => {
    client.destroy();
    launcher.destroy();
    delete page.Convot;
  };
  for (const call of kept) run(call);
}

if (!tag?.dataset.app) {
  console.error('Convot [wrong_use] Add data-app (Settings)');
} else if (!(window as Page).Convot?.destroy) {
  start(tag, tag.dataset.app, window as Page);
}
