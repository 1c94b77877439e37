import type { ComponentChildren } from 'preact';
import type { LookupFault, LookupFieldFault } from '../../../wire/lookups.js';
import { lookupFieldFaults, lookupFieldNames } from '../../locales/lookups-en.js';

interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly autocomplete: 'off';
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string;
}

interface FieldProps {
  readonly name: LookupFault['field'];
  readonly hint: string;
  readonly fault: LookupFieldFault | undefined;
  readonly children: (props: ControlProps) => ComponentChildren;
}

/** A labelled control with its hint and, after a refused save, what is wrong with it. */
export function Field({ name, hint, fault, children }: FieldProps) {
  const id = `lookup-${name}`;
  return (
    <div class="labelled">
      <label for={id}>{lookupFieldNames[name]}</label>
      {children({
        id,
        name,
        autocomplete: 'off',
        'aria-invalid': fault !== undefined,
        'aria-describedby': fault ? `${id}-fault ${id}-hint` : `${id}-hint`,
      })}
      {fault && (
        <p class="note danger" id={`${id}-fault`}>
          {lookupFieldFaults[fault]}
        </p>
      )}
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}

interface CheckProps {
  readonly name: string;
  readonly text: string;
  readonly hint: string;
  readonly isOn: boolean;
  readonly fault?: LookupFieldFault | undefined;
  readonly onChange: (isOn: boolean) => void;
}

/** A choice with its hint. */
export function Check({ name, text, hint, isOn, fault, onChange }: CheckProps) {
  return (
    <div class="choice">
      <label class="check">
        <input
          type="checkbox"
          name={name}
          checked={isOn}
          aria-invalid={fault !== undefined}
          aria-describedby={`lookup-${name}-hint`}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        {text}
      </label>
      <p class="hint" id={`lookup-${name}-hint`}>
        {fault ? `${lookupFieldFaults[fault]} ` : ''}
        {hint}
      </p>
    </div>
  );
}
