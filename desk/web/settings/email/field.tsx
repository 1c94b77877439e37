import type { ComponentChildren } from 'preact';
import type { EmailFieldFault, EmailSettings } from '../../../wire/emails.js';
import { emailFault, emailFieldNames } from '../../locales/email-en.js';

interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly autocomplete: 'off';
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string;
}

interface FieldProps {
  readonly name: keyof EmailSettings;
  readonly hint: string;
  readonly faults: readonly EmailFieldFault[];
  readonly children: (props: ControlProps) => ComponentChildren;
}

/** A labelled control with its hint and, after a refused save, what is wrong with it. */
export function EmailField({ name, hint, faults, children }: FieldProps) {
  const id = `email-${name}`;
  const isWrong = faults.length > 0;
  return (
    <div class="labelled">
      <label for={id}>{emailFieldNames[name]}</label>
      {children({
        id,
        name,
        autocomplete: 'off',
        'aria-invalid': isWrong,
        'aria-describedby': isWrong ? `${id}-fault ${id}-hint` : `${id}-hint`,
      })}
      {isWrong && (
        <p class="note danger" id={`${id}-fault`}>
          {faults.map(emailFault).join(' ')}
        </p>
      )}
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
