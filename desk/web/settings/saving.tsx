import { ConvotError, type ErrorCode } from 'convot/protocol';
import { useState } from 'preact/hooks';
import { errorText, texts } from '../locales/index.js';

/** What became of the last save. */
export type Saving =
  | { readonly state: 'idle' | 'saving' | 'saved' }
  | { readonly state: 'failed'; readonly code: ErrorCode };

/** Runs one save at a time and remembers how it went; resolves to whether it was saved. */
export function useSaving(): { saving: Saving; save: (act: () => Promise<unknown>) => Promise<boolean> } {
  const [saving, setSaving] = useState<Saving>({ state: 'idle' });
  const save = async (act: () => Promise<unknown>) => {
    if (saving.state === 'saving') return false;
    setSaving({ state: 'saving' });
    try {
      await act();
      setSaving({ state: 'saved' });
      return true;
    } catch (error) {
      setSaving({ state: 'failed', code: error instanceof ConvotError ? error.code : 'internal' });
      return false;
    }
  };
  return { saving, save };
}

/** Tells how a save went; `invalid` replaces the general sentence about refused input. */
export function SavingNote({ saving, invalid }: { readonly saving: Saving; readonly invalid?: string }) {
  const isInvalid = saving.state === 'failed' && saving.code === 'request_invalid' && invalid;
  return (
    <>
      <span role="status" class="note">
        {saving.state === 'saving' && texts.settings.saving}
        {saving.state === 'saved' && texts.settings.saved}
      </span>
      {saving.state === 'failed' && (
        <span role="alert" class="note danger">
          {isInvalid ? invalid : errorText(saving.code)}
        </span>
      )}
    </>
  );
}
