import { useState } from 'preact/hooks';
import type { LookupFault, LookupSettingsPage } from '../../../wire/lookups.js';
import { lookupFieldNames, customerContextTexts as own } from '../../locales/lookups-en.js';
import { Icon } from '../../pieces/icon.js';
import { RefusedFields } from '../../refused-fields.js';
import { useSession } from '../../signed-in.js';
import { useSaving } from '../saving.js';
import { changeOf, type Draft, draftOf, isDirty } from './draft.js';
import { SettingsForm } from './form.js';
import { StatusTable } from './status-table.js';
import { TestPanel } from './test-panel.js';
import { UnsavedGuard } from './unsaved-guard.js';

interface WorkplaceProps {
  readonly app: string;
  readonly page: LookupSettingsPage;
  readonly left: number;
  readonly onPage: (page: LookupSettingsPage) => void;
  readonly onUsed: () => void;
}

/** The form, and beside it the test of what is saved. */
export function Workplace({ app, page, left, onPage, onUsed }: WorkplaceProps) {
  const { api } = useSession();
  const [draft, setDraft] = useState(() => draftOf(page));
  const [faults, setFaults] = useState<readonly LookupFault[]>([]);
  const { saving, save } = useSaving();
  const dirty = isDirty(draft, page);
  const keep = (saved: LookupSettingsPage) => {
    onPage(saved);
    setFaults([]);
  };
  const store = async () => {
    try {
      const saved = await api.saveLookupSettings(app, changeOf(draft, page));
      keep(saved);
      setDraft(draftOf(saved));
    } catch (error) {
      if (error instanceof RefusedFields) setFaults(error.faults);
      throw error;
    }
  };
  return (
    <>
      <Notices page={page} />
      <UnsavedGuard isDirty={dirty} />
      <div class="workplace">
        <SettingsForm
          page={page}
          draft={draft}
          faults={faults}
          isDirty={dirty}
          saving={saving}
          onDraft={(change: Partial<Draft>) => setDraft({ ...draft, ...change })}
          onSave={() => save(store)}
          onSecret={(act) => save(async () => keep(await act(api, app)))}
        />
        <div class="beside">
          <TestPanel
            page={page}
            left={left}
            mustSave={dirty}
            onSave={() => save(store)}
            test={(sample) => api.testLookup(app, sample)}
            onUsed={onUsed}
          />
          <StatusTable />
        </div>
      </div>
    </>
  );
}

function Notices({ page }: { readonly page: LookupSettingsPage }) {
  const missing = [...new Set(page.missing.map(({ field }) => lookupFieldNames[field]))];
  return (
    <div class="notices">
      {page.allows_loopback && (
        <p class="loud">
          <Icon name="question" />
          {own.loopback}
        </p>
      )}
      {page.model ? (
        <p class="notice">{own.with_model(page.model.name, page.model.host)}</p>
      ) : (
        <p class="notice">
          <strong>{own.no_model}.</strong> {own.no_model_hint}
        </p>
      )}
      {missing.length > 0 && page.updated_at !== null && <p class="notice">{own.missing(missing.join(', '))}</p>}
    </div>
  );
}
