import { useEffect, useRef } from 'preact/hooks';
import type { LookupFault, LookupSettingsPage } from '../../../wire/lookups.js';
import { customerContextTexts as own } from '../../locales/lookups-en.js';
import { type Saving, SavingNote } from '../saving.js';
import { Connection } from './connection.js';
import { type Draft, faultsByField } from './draft.js';
import { Check } from './field.js';
import { Instructions } from './instructions.js';
import { type SecretAct, SecretField } from './secret-field.js';

interface FormProps {
  readonly page: LookupSettingsPage;
  readonly draft: Draft;
  readonly faults: readonly LookupFault[];
  readonly isDirty: boolean;
  readonly saving: Saving;
  readonly onDraft: (change: Partial<Draft>) => void;
  readonly onSave: () => void;
  readonly onSecret: (act: SecretAct) => void;
}

/** All fields of a lookup. */
export function SettingsForm({ page, draft, faults, isDirty, saving, onDraft, onSave, onSecret }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const wrong = faultsByField(faults);
  useEffect(() => {
    if (faults.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [faults]);
  return (
    <form
      ref={form}
      class="lookup-form"
      noValidate
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <section class="card form" aria-labelledby="connection">
        <h2 id="connection">{own.connection}</h2>
        <Connection draft={draft} wrong={wrong} onDraft={onDraft} />
        <SecretField
          kind="token"
          value={draft.token}
          stored={page.token}
          fault={wrong.get('token')}
          onValue={(token) => onDraft({ token })}
          onAct={onSecret}
        />
        <SecretField
          kind="signing_secret"
          value={draft.signing_secret}
          stored={page.signing_secret}
          fault={wrong.get('signing_secret')}
          onValue={(signing_secret) => onDraft({ signing_secret })}
          onAct={onSecret}
        />
      </section>
      <Instructions page={page} draft={draft} wrong={wrong} onDraft={onDraft} />
      <section class="card form">
        <Check
          name="exclude_unconfirmed"
          text={own.exclude_unconfirmed}
          hint={own.exclude_unconfirmed_hint}
          isOn={draft.exclude_unconfirmed}
          onChange={(exclude_unconfirmed) => onDraft({ exclude_unconfirmed })}
        />
        <Check
          name="enabled"
          text={own.enable}
          hint={own.enable_hint}
          isOn={draft.enabled}
          fault={wrong.get('enabled')}
          onChange={(enabled) => onDraft({ enabled })}
        />
        <div class="form-foot">
          <button type="submit" class="button primary" aria-disabled={saving.state === 'saving'}>
            {own.save}
          </button>
          {isDirty && saving.state !== 'saving' && saving.state !== 'failed' ? (
            <span class="note">{own.unsaved}</span>
          ) : (
            <SavingNote saving={saving} {...(faults.length > 0 ? { invalid: own.faulty(faults.length) } : {})} />
          )}
        </div>
      </section>
    </form>
  );
}
