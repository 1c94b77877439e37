import { useReading } from '../../live/use-reading.js';
import { emailTexts as own } from '../../locales/email-en.js';
import { Heading } from '../../pieces/heading.js';
import { Empty, Failed, Loading } from '../../pieces/states.js';
import { paths } from '../../routes.js';
import { useSession } from '../../signed-in.js';
import { ChooseApp } from '../choose-app.js';
import { SettingsTabs } from '../tabs.js';
import { useApps } from '../use-apps.js';
import { EmailForm } from './form.js';
import { Received } from './received.js';
import { Ways } from './ways.js';

/** Settings → Email, of one app; for owners. */
export function EmailScreen({ app }: { readonly app: string | null }) {
  return (
    <div class="page email-settings">
      <SettingsTabs current="email" />
      <header class="page-head">
        <Heading>{own.title}</Heading>
      </header>
      <p class="muted">{own.hint}</p>
      <Gate app={app} />
    </div>
  );
}

/** Says plainly why somebody sees nothing here. */
function Gate({ app }: { readonly app: string | null }) {
  const { me } = useSession();
  const { loaded, reload } = useApps();
  if (me.role !== 'owner') return <Empty title={own.not_owner} hint={own.not_owner_hint} />;
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <Failed code={loaded.code} onRetry={reload} />;
  const chosen = loaded.value.find(({ id }) => app === null || id === app);
  if (!chosen && app !== null) return <Failed code="not_found" onRetry={reload} />;
  if (!chosen) return <Empty title={own.no_app} hint={own.no_app_hint} />;
  return (
    <>
      <ChooseApp apps={loaded.value} chosen={chosen} name={own.app} hrefOf={paths.email} />
      <OfApp key={chosen.id} app={chosen.id} />
    </>
  );
}

function OfApp({ app }: { readonly app: string }) {
  const { api } = useSession();
  const { loaded, reload, update } = useReading(app, () => api.emailSettings(app));
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <Failed code={loaded.code} onRetry={reload} />;
  const page = loaded.value;
  return (
    <>
      <div class="workplace">
        <EmailForm app={app} page={page} onPage={(saved) => update(() => saved)} />
        <Ways app={app} page={page} />
      </div>
      <Received mails={page.received} onReload={reload} />
    </>
  );
}
