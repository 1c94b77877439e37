import { texts } from '../locales/index.js';
import type { AppPart } from './part.js';
import { SavingNote, useSaving } from './saving.js';

/** Where pages ask for the identity token. */
export function IdentityEndpoint({ app, isOwner, change }: AppPart) {
  const { saving, save } = useSaving();
  const isInvalid = saving.state === 'failed' && saving.code === 'request_invalid';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const endpoint = String(new FormData(event.currentTarget).get('identity_endpoint')).trim();
    void save(() => change({ identity_endpoint: endpoint === '' ? null : endpoint }));
  };
  return (
    <section class="card" aria-labelledby="identity">
      <h2 id="identity">{texts.settings.identity}</h2>
      <p class="hint" id="identity-hint">
        {texts.settings.identity_hint}
      </p>
      <form class="form" onSubmit={submit}>
        <label>
          {texts.settings.identity_label}
          <input
            class="field code"
            name="identity_endpoint"
            defaultValue={app.identity_endpoint ?? ''}
            placeholder="/api/megadesk-identity"
            autocomplete="off"
            spellcheck={false}
            disabled={!isOwner}
            aria-describedby="identity-hint"
            aria-invalid={isInvalid}
          />
        </label>
        {isOwner && (
          <div class="form-foot">
            <button type="submit" class="button" aria-disabled={saving.state === 'saving'}>
              {texts.settings.save}
            </button>
            <SavingNote saving={saving} invalid={texts.settings.identity_invalid} />
          </div>
        )}
      </form>
    </section>
  );
}
