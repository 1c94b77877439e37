import { useEffect } from 'preact/hooks';
import type { App, SecretKind } from '../../wire/index.js';
import { useReading } from '../live/use-reading.js';
import { texts } from '../locales/index.js';
import { Failed, Loading } from '../pieces/states.js';
import { When } from '../pieces/when.js';
import { useSession } from '../signed-in.js';

/** Who looked at or changed what of an app. Read again whenever `acts` grows. */
export function Audit({ app, acts }: { readonly app: App; readonly acts: number }) {
  const { api } = useSession();
  const { loaded, reload } = useReading(`audit/${app.id}`, async () => (await api.audit(app.id)).entries);
  useEffect(() => {
    if (acts > 0) reload();
  }, [acts]);
  const { settings } = texts;
  return (
    <section class="card" aria-labelledby="audit">
      <h2 id="audit">{settings.audit}</h2>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failed code={loaded.code} onRetry={reload} />}
      {loaded.state === 'ready' && loaded.value.length === 0 && <p class="muted">{settings.audit_empty}</p>}
      {loaded.state === 'ready' && loaded.value.length > 0 && (
        <table class="table">
          <thead>
            <tr>
              {[settings.what, settings.who, settings.when].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {loaded.value.map(({ at, user, what, detail }, index) => (
              <tr key={`${at} ${index}`}>
                <td class="wide">
                  {settings.audit_what[what] ?? what}
                  {detail && <span class="second">{detailText(detail)}</span>}
                </td>
                <td>{user || settings.audit_desk}</td>
                <td>
                  <When at={at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** A kind of secret by its name on the screen, field names as they are. */
function detailText(detail: string): string {
  const kinds: Readonly<Partial<Record<string, string>>> = {
    identity_key: texts.settings.identity_key,
    verification_secret: texts.settings.verification_secret,
    email_secret: texts.settings.email_secret,
  } satisfies Record<SecretKind, string>;
  return kinds[detail] ?? detail.replaceAll('_', ' ');
}
