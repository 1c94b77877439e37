import type { InstructionReading, LookupFieldFault, LookupSettingsPage } from '../../../wire/lookups.js';
import { customerContextTexts as own } from '../../locales/lookups-en.js';
import { ruleSentence, unreadSentence } from '../../locales/rules-en.js';
import type { Draft } from './draft.js';
import { Field } from './field.js';

interface InstructionsProps {
  readonly page: LookupSettingsPage;
  readonly draft: Draft;
  readonly wrong: ReadonlyMap<string, LookupFieldFault>;
  readonly onDraft: (change: Partial<Draft>) => void;
}

const FIELDS = ['identify', 'show'] as const;

/** The two instructions in plain language, each with an example to begin from. */
export function Instructions({ page, draft, wrong, onDraft }: InstructionsProps) {
  return (
    <section class="card form" aria-labelledby="instructions">
      <h2 id="instructions">{own.instructions}</h2>
      {FIELDS.map((name) => (
        <div key={name}>
          <Field name={name} hint={own.example(own[`${name}_example`])} fault={wrong.get(name)}>
            {(props) => (
              <textarea
                {...props}
                class="field"
                rows={3}
                value={draft[name]}
                onInput={(event) => onDraft({ [name]: event.currentTarget.value })}
              />
            )}
          </Field>
          {draft[name].trim() === '' && (
            <button
              type="button"
              class="link"
              aria-label={`${own.use}: ${own[`${name}_example`]}`}
              onClick={() => onDraft({ [name]: own[`${name}_example`] })}
            >
              {own.use}
            </button>
          )}
          {name === 'identify' && page.identify !== '' && <Reading reading={page.reading} />}
        </div>
      ))}
    </section>
  );
}

/** What the desk's own reader makes of the saved instruction: owners see whether it was meant so. */
export function Reading({ reading }: { readonly reading: InstructionReading }) {
  if (!reading.understood) {
    return (
      <p class="reading hint">
        <strong>{own.not_understood}.</strong> {unreadSentence(reading)}
      </p>
    );
  }
  return (
    <div class="reading hint">
      <strong>{own.reading}</strong>
      <ol>
        {reading.rules.map((rule, index) => (
          <li key={index}>{ruleSentence(rule)}</li>
        ))}
      </ol>
    </div>
  );
}
