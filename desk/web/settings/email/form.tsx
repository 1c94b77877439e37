import { useState } from 'preact/hooks';
import type { EmailFieldFault, EmailSettings, EmailSettingsPage } from '../../../wire/emails.js';
import { emailFieldNames, emailTexts as own } from '../../locales/email-en.js';
import { When } from '../../pieces/when.js';
import { RefusedFields } from '../../refused-fields.js';
import { useSession } from '../../signed-in.js';
import { SavingNote, useSaving } from '../saving.js';
import { draftOf, type EmailDraft, settingsOf } from './draft.js';
import { EmailField } from './field.js';

interface FormProps {
  readonly app: string;
  readonly page: EmailSettingsPage;
  readonly onPage: (page: EmailSettingsPage) => void;
}

/** What an owner sets of an app's email. */
export function EmailForm({ app, page, onPage }: FormProps) {
  const { api } = useSession();
  const [draft, setDraft] = useState(() => draftOf(page));
  const [faults, setFaults] = useState<readonly EmailFieldFault[]>([]);
  const { saving, save } = useSaving();
  const set = (change: Partial<EmailDraft>) => setDraft({ ...draft, ...change });
  const faultsOf = (field: keyof EmailSettings) => faults.filter((fault) => fault.field === field);
  const store = async () => {
    try {
      const saved = await api.saveEmailSettings(app, settingsOf(draft));
      setFaults([]);
      setDraft(draftOf(saved));
      onPage(saved);
    } catch (error) {
      if (error instanceof RefusedFields) setFaults((error as RefusedFields<EmailFieldFault>).faults);
      throw error;
    }
  };
  return (
    <form
      class="email-form"
      noValidate
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void save(store);
      }}
    >
      <section class="card form" aria-labelledby="receiving">
        <h2 id="receiving">{own.receiving}</h2>
        <EmailField name="inboxes" hint={own.inboxes_hint} faults={faultsOf('inboxes')}>
          {(props) => (
            <textarea
              {...props}
              class="field code"
              rows={2}
              spellcheck={false}
              value={draft.inboxes}
              placeholder="support@yourshop.example"
              onInput={(event) => set({ inboxes: event.currentTarget.value })}
            />
          )}
        </EmailField>
        <EmailField name="display_name" hint={own.display_name_hint} faults={faultsOf('display_name')}>
          {(props) => (
            <input
              {...props}
              class="field"
              value={draft.display_name}
              onInput={(event) => set({ display_name: event.currentTarget.value })}
            />
          )}
        </EmailField>
        <Enabled isOn={draft.enabled} onChange={(enabled) => set({ enabled })} />
      </section>
      <Trust page={page} draft={draft} faults={faultsOf('trusted_receivers')} set={set} />
      <Spam page={page} draft={draft} set={set} />
      <div class="form-foot email-save">
        <button type="submit" class="button primary" aria-disabled={saving.state === 'saving'}>
          {own.save}
        </button>
        {page.updated_at !== null && saving.state === 'idle' && (
          <span class="note">
            {own.changed(page.updated_by)} <When at={page.updated_at} />
          </span>
        )}
        <SavingNote saving={saving} {...(faults.length > 0 ? { invalid: own.faulty } : {})} />
      </div>
    </form>
  );
}

function Enabled({ isOn, onChange }: { readonly isOn: boolean; readonly onChange: (isOn: boolean) => void }) {
  return (
    <div class="choice">
      <label class="check">
        <input
          type="checkbox"
          checked={isOn}
          aria-describedby="email-enabled-hint"
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        {emailFieldNames.enabled}
      </label>
      <p class="hint" id="email-enabled-hint">
        {own.enabled_hint}
      </p>
    </div>
  );
}

interface PartProps {
  readonly page: EmailSettingsPage;
  readonly draft: EmailDraft;
  readonly set: (change: Partial<EmailDraft>) => void;
}

function Trust({ page, draft, faults, set }: PartProps & { readonly faults: readonly EmailFieldFault[] }) {
  const isReachable = page.listener !== null && !page.listener.is_limited;
  return (
    <section class="card form" aria-labelledby="trust">
      <h2 id="trust">{own.trust}</h2>
      <EmailField name="trusted_receivers" hint={own.trusted_hint} faults={faults}>
        {(props) => (
          <textarea
            {...props}
            class="field code"
            rows={2}
            spellcheck={false}
            value={draft.trusted_receivers}
            placeholder="mx.yourshop.example"
            onInput={(event) => set({ trusted_receivers: event.currentTarget.value })}
          />
        )}
      </EmailField>
      {isReachable && draft.trusted_receivers.trim() !== '' && <p class="alert">{own.trusted_warning}</p>}
    </section>
  );
}

function Spam({ page, draft, set }: PartProps) {
  const toggle = (name: string, isOn: boolean) =>
    set({ spam_headers: isOn ? [...draft.spam_headers, name] : draft.spam_headers.filter((one) => one !== name) });
  return (
    <section class="card form" aria-labelledby="spam">
      <fieldset class="spam-headers" aria-describedby="spam-hint">
        <legend>
          <h2 id="spam">{own.spam_title}</h2>
        </legend>
        <p class="hint" id="spam-hint">
          {own.spam_hint}
        </p>
        {page.known_spam_headers.map((name) => (
          <label key={name} class="check">
            <input
              type="checkbox"
              checked={draft.spam_headers.includes(name)}
              onChange={(event) => toggle(name, event.currentTarget.checked)}
            />
            <code>{name}</code>
          </label>
        ))}
      </fieldset>
    </section>
  );
}
