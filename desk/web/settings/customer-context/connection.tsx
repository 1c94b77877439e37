import type { LookupFieldFault } from '../../../wire/lookups.js';
import { customerContextTexts as own } from '../../locales/lookups-en.js';
import type { Draft } from './draft.js';
import { Field } from './field.js';

interface ConnectionProps {
  readonly draft: Draft;
  readonly wrong: ReadonlyMap<string, LookupFieldFault>;
  readonly onDraft: (change: Partial<Draft>) => void;
}

const METHODS = ['GET', 'POST'] as const;

/** How the endpoint is asked. */
export function Connection({ draft, wrong, onDraft }: ConnectionProps) {
  return (
    <>
      <fieldset class="methods">
        <legend>{own.method}</legend>
        {METHODS.map((method) => (
          <label key={method} class="check">
            <input
              type="radio"
              name="method"
              value={method}
              checked={draft.method === method}
              onChange={() => onDraft({ method })}
            />
            {method}
          </label>
        ))}
      </fieldset>
      <Field name="url" hint={own.url_hint} fault={wrong.get('url')}>
        {(props) => (
          <input
            {...props}
            class="field code"
            type="url"
            inputMode="url"
            spellcheck={false}
            value={draft.url}
            placeholder="https://api.yourapp.com/support-context"
            onInput={(event) => onDraft({ url: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field name="parameter" hint={own.parameter_hint[draft.method]} fault={wrong.get('parameter')}>
        {(props) => (
          <input
            {...props}
            class="field code"
            spellcheck={false}
            value={draft.parameter}
            placeholder="id"
            onInput={(event) => onDraft({ parameter: event.currentTarget.value })}
          />
        )}
      </Field>
    </>
  );
}
