import { useEffect } from 'preact/hooks';
import type { AuditEntry, AuditPage } from '../../wire/audit.js';
import type { App, SecretKind } from '../../wire/index.js';
import { useReading } from '../live/use-reading.js';
import { texts } from '../locales/index.js';
import { Heading } from '../pieces/heading.js';
import { LoadMore } from '../pieces/load-more.js';
import { Empty, Failed, Loading } from '../pieces/states.js';
import { When } from '../pieces/when.js';
import { useSession } from '../signed-in.js';
import { SettingsTabs } from './tabs.js';

const { settings } = texts;

/** Settings → Audit log: everything that was done in the organisation; for owners. */
export function AuditLog() {
  const { me } = useSession();
  return (
    <div class="page">
      <SettingsTabs current="audit" />
      <header class="page-head">
        <Heading>{settings.audit}</Heading>
      </header>
      <p class="muted">{settings.audit_hint}</p>
      {me.role === 'owner' ? (
        <Entries app={null} acts={0} />
      ) : (
        <Empty title={settings.audit_owners} hint={settings.audit_owners_hint} />
      )}
    </div>
  );
}

/** Who looked at or changed what of an app. Read again whenever `acts` grows. */
export function Audit({ app, acts }: { readonly app: App; readonly acts: number }) {
  return (
    <section class="card" aria-labelledby="audit">
      <h2 id="audit">{settings.audit}</h2>
      <Entries app={app.id} acts={acts} />
    </section>
  );
}

function Entries({ app, acts }: { readonly app: string | null; readonly acts: number }) {
  const { api } = useSession();
  const { loaded, reload, update } = useReading<AuditPage>(`audit/${app}`, () => api.audit(app));
  useEffect(() => {
    if (acts > 0) reload();
  }, [acts]);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <Failed code={loaded.code} onRetry={reload} />;
  const { entries, next } = loaded.value;
  if (entries.length === 0) return <p class="muted">{settings.audit_empty}</p>;
  const loadMore = async () => {
    const page = await api.audit(app, next ?? undefined);
    update((known) => ({ entries: [...known.entries, ...page.entries], next: page.next }));
  };
  return (
    <>
      <AuditTable entries={entries} hasApps={app === null} />
      {next !== null && <LoadMore onMore={loadMore} />}
    </>
  );
}

function AuditTable({ entries, hasApps }: { readonly entries: readonly AuditEntry[]; readonly hasApps: boolean }) {
  const titles = [settings.what, ...(hasApps ? [settings.audit_app] : []), settings.who, settings.when];
  return (
    <table class="table">
      <thead>
        <tr>
          {titles.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map(({ id, at, user, app, what, detail }) => (
          <tr key={id}>
            <td class="wide">
              {settings.audit_what[what] ?? what}
              {detail && <span class="second">{detailText(detail)}</span>}
            </td>
            {hasApps && <td>{app && <bdi>{app.name}</bdi>}</td>}
            <td>{user || settings.audit_desk}</td>
            <td>
              <When at={at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A kind of secret by its name on the screen, field names as they are. */
function detailText(detail: string): string {
  const kinds: Readonly<Partial<Record<string, string>>> = {
    identity_key: settings.identity_key,
    verification_secret: settings.verification_secret,
    email_secret: settings.email_secret,
  } satisfies Record<SecretKind, string>;
  return kinds[detail] ?? detail.replaceAll('_', ' ');
}
