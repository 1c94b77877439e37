import { useState } from 'preact/hooks';
import type { VerificationMode } from '../../wire/index.js';
import { texts } from '../locales/index.js';
import type { AppPart } from './part.js';
import { SavingNote, useSaving } from './saving.js';

const MODES = ['off', 'optional', 'required'] as const satisfies readonly VerificationMode[];

/** How much proof the app asks for. A choice is shown and saved at once, and taken back when the desk refuses it. */
export function Verification({ app, isOwner, change }: AppPart) {
  const { saving, save } = useSaving();
  const [chosen, setChosen] = useState<VerificationMode | null>(null);
  const choose = (mode: VerificationMode) => {
    setChosen(mode);
    void save(() => change({ verification: mode })).then(() => setChosen(null));
  };
  return (
    <section class="card">
      <fieldset disabled={!isOwner}>
        <legend>
          <h2>{texts.settings.verification}</h2>
        </legend>
        <p class="hint">{texts.settings.verification_hint}</p>
        {MODES.map((mode) => (
          <div key={mode} class="choice">
            <label>
              <input
                type="radio"
                name="verification"
                value={mode}
                checked={(chosen ?? app.verification) === mode}
                aria-describedby={`mode-${mode}`}
                onChange={() => choose(mode)}
              />
              {texts.settings[mode]}
            </label>
            <p class="hint" id={`mode-${mode}`}>
              {texts.settings[`${mode}_hint`]}
            </p>
          </div>
        ))}
      </fieldset>
      <p class="hint">{texts.settings.token_note}</p>
      <SavingNote saving={saving} />
    </section>
  );
}
