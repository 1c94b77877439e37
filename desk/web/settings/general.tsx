import { texts } from '../locales/index.js';
import type { AppPart } from './part.js';
import { SavingNote, useSaving } from './saving.js';

/** The app's name, and whether its external ids are its own. */
export function General({ app, isOwner, change }: AppPart) {
  const { saving, save } = useSaving();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name')).trim();
    if (name !== '') void save(() => change({ name, own_namespace: form.has('own_namespace') }));
  };
  return (
    <section class="card" aria-labelledby="general">
      <h2 id="general">{texts.settings.general}</h2>
      <form class="form" onSubmit={submit}>
        <label>
          {texts.settings.name}
          <input class="field" name="name" defaultValue={app.name} required maxLength={100} disabled={!isOwner} />
        </label>
        <label class="check">
          <input
            type="checkbox"
            name="own_namespace"
            defaultChecked={app.own_namespace}
            disabled={!isOwner}
            aria-describedby="own-namespace-hint"
          />
          {texts.settings.own_namespace}
        </label>
        <p class="hint under-check" id="own-namespace-hint">
          {texts.settings.own_namespace_hint}
        </p>
        {isOwner && (
          <div class="form-foot">
            <button type="submit" class="button" aria-disabled={saving.state === 'saving'}>
              {texts.settings.save}
            </button>
            <SavingNote saving={saving} />
          </div>
        )}
      </form>
    </section>
  );
}
