interface FieldProps {
  readonly name: 'subject' | 'email';
  readonly label: string;
  readonly value: string;
  /** What is wrong with it. */
  readonly problem: string | false;
  /** In UTF-16 code units. */
  readonly maxLength: number;
  readonly onValue: (value: string) => void;
}

/** A labelled line of text with its problem below it. A wrong one takes the focus, else the first. */
export function Field({ name, label, value, problem, maxLength, onValue }: FieldProps) {
  return (
    <label class="field">
      {label}
      <input
        name={name}
        inputMode={name === 'email' ? 'email' : 'text'}
        autocomplete={name === 'email' ? 'email' : 'off'}
        required
        data-focus
        maxLength={maxLength}
        value={value}
        aria-invalid={!!problem}
        aria-describedby={`${name}-problem`}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
      <span id={`${name}-problem`} class="danger">
        {problem}
      </span>
    </label>
  );
}
