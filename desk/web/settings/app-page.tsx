import { useState } from 'preact/hooks';
import type { App } from '../../wire/index.js';
import type { AppChange } from '../api.js';
import { texts } from '../locales/index.js';
import { CopyButton } from '../pieces/copy-button.js';
import { Heading } from '../pieces/heading.js';
import { Icon } from '../pieces/icon.js';
import { Failed, Loading } from '../pieces/states.js';
import { paths } from '../routes.js';
import { useSession } from '../signed-in.js';
import { Audit } from './audit.js';
import { General } from './general.js';
import { IdentityEndpoint } from './identity-endpoint.js';
import { IdentityRoute, Install } from './install.js';
import { Keys } from './keys.js';
import { useApps } from './use-apps.js';
import { Verification } from './verification.js';

/** Settings → Apps → one app. */
export function AppPage({ id }: { readonly id: string }) {
  const { api, me } = useSession();
  const { loaded, reload, update } = useApps();
  // Each look or change makes the audit log read itself again.
  const [acts, setActs] = useState(0);
  const onAct = () => setActs((count) => count + 1);
  const app = loaded.state === 'ready' ? loaded.value.find((one) => one.id === id) : undefined;
  const change = async (wanted: AppChange) => {
    await api.changeApp(id, wanted);
    update((apps) => apps.map((one) => (one.id === id ? { ...one, ...wanted } : one)));
    onAct();
  };
  const isOwner = me.role === 'owner';
  return (
    <div class="page narrow">
      <a class="icon-button back" href={paths.apps}>
        <Icon name="back" />
        {texts.settings.back}
      </a>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failed code={loaded.code} onRetry={reload} />}
      {loaded.state === 'ready' && !app && <Failed code="not_found" onRetry={reload} />}
      {app && (
        <>
          <AppHead app={app} />
          {!isOwner && <p class="notice">{texts.settings.members}</p>}
          <Install app={app} />
          <Verification app={app} isOwner={isOwner} change={change} />
          <IdentityEndpoint app={app} isOwner={isOwner} change={change} />
          <IdentityRoute app={app} />
          {isOwner && <Keys app={app} onAct={onAct} />}
          <General app={app} isOwner={isOwner} change={change} />
          {isOwner && <Audit app={app} acts={acts} />}
        </>
      )}
    </div>
  );
}

function AppHead({ app }: { readonly app: App }) {
  return (
    <header class="app-head">
      <Heading>{app.name}</Heading>
      <p class="muted">
        {texts.settings.id} <code>{app.id}</code> <CopyButton text={app.id} what={texts.settings.id} />
      </p>
    </header>
  );
}
