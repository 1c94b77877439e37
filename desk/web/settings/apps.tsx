import { useLocation } from 'preact-iso';
import type { App } from '../../wire/index.js';
import { texts } from '../locales/index.js';
import { Heading } from '../pieces/heading.js';
import { moveFocus } from '../pieces/move-focus.js';
import { Empty, Failed, Loading } from '../pieces/states.js';
import { When } from '../pieces/when.js';
import { paths } from '../routes.js';
import { useSession } from '../signed-in.js';
import { SavingNote, useSaving } from './saving.js';
import { SettingsTabs } from './tabs.js';
import { useApps } from './use-apps.js';

/** Settings → Apps: what there is, and for an owner the form that makes another. */
export function Apps() {
  const { me } = useSession();
  const { loaded, reload } = useApps();
  const isOwner = me.role === 'owner';
  return (
    <div class="page narrow">
      <SettingsTabs current="apps" />
      <header class="page-head">
        <Heading>{texts.settings.title}</Heading>
      </header>
      <p class="muted">{texts.settings.hint}</p>
      {!isOwner && <p class="notice">{texts.settings.members}</p>}
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failed code={loaded.code} onRetry={reload} />}
      {loaded.state === 'ready' && <AppList apps={loaded.value} isOwner={isOwner} />}
      {isOwner && <NewApp />}
    </div>
  );
}

function AppList({ apps, isOwner }: { readonly apps: readonly App[]; readonly isOwner: boolean }) {
  if (apps.length === 0) {
    return (
      <Empty title={texts.settings.empty} hint={isOwner ? texts.settings.empty_owner : texts.settings.empty_member} />
    );
  }
  return (
    <ul class="rows card" onKeyDown={moveFocus}>
      {apps.map((app) => (
        <li key={app.id}>
          <a class="row app-row" href={paths.app(app.id)}>
            <span class="row-name">{app.name}</span>
            <code>{app.id}</code>
            <span class="row-second">
              {texts.settings.verification}: {texts.settings[app.verification]}
            </span>
            <span class="row-second">
              {texts.settings.created} <When at={app.created_at} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function NewApp() {
  const { api } = useSession();
  const { route } = useLocation();
  const { saving, save } = useSaving();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    if (name !== '') void save(async () => route(paths.app((await api.createApp(name)).id)));
  };
  return (
    <form class="card form" onSubmit={submit}>
      <label>
        {texts.settings.new_name}
        <input class="field" name="name" required maxLength={100} autocomplete="off" />
      </label>
      <div class="form-foot">
        <button type="submit" class="button primary" aria-disabled={saving.state === 'saving'}>
          {texts.settings.create}
        </button>
        <SavingNote saving={saving} />
      </div>
    </form>
  );
}
