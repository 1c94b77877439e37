import type { App } from '../../wire/index.js';
import { useReading } from '../live/use-reading.js';
import { texts } from '../locales/index.js';
import { CopyButton } from '../pieces/copy-button.js';
import { Failed, Loading } from '../pieces/states.js';
import { useSession } from '../signed-in.js';
import { IDENTIFY_SNIPPET, joseRoute, packageRoute, pasteSnippet } from './snippets.js';

/** The script tag of this app, ready to paste. */
export function Install({ app }: { readonly app: App }) {
  const { api } = useSession();
  const { loaded, reload } = useReading('stub', () => api.stub());
  return (
    <section class="card" aria-labelledby="install">
      <h2 id="install">{texts.settings.install}</h2>
      <p class="hint">{texts.settings.install_hint}</p>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failed code={loaded.code} onRetry={reload} />}
      {loaded.state === 'ready' && (
        <Code what={texts.settings.install} code={pasteSnippet(loaded.value, location.origin, app.id)} />
      )}
      <p class="hint">{texts.settings.identify_hint}</p>
      <Code what="Convot.identify()" code={IDENTIFY_SNIPPET} />
    </section>
  );
}

/** The route that returns identity tokens, ready to paste. */
export function IdentityRoute({ app }: { readonly app: App }) {
  return (
    <section class="card" aria-labelledby="route">
      <h2 id="route">{texts.settings.route}</h2>
      <p class="hint">{texts.settings.route_hint}</p>
      <h3>{texts.settings.route_package}</h3>
      <Code what={texts.settings.route_package} code={packageRoute(app.id)} />
      <h3>{texts.settings.route_jose}</h3>
      <Code what={texts.settings.route_jose} code={joseRoute(app.id)} />
    </section>
  );
}

/** Code with its copy button. The frame scrolls, so it can be reached with the keyboard. */
function Code({ what, code }: { readonly what: string; readonly code: string }) {
  return (
    <div class="code-frame">
      <textarea
        class="code"
        readOnly
        spellcheck={false}
        aria-label={what}
        rows={code.split('\n').length}
        value={code}
      />
      <CopyButton text={code} what={what} />
    </div>
  );
}
