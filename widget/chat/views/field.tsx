interface FieldProps {
  readonly name: 'subject' | 'email';
  readonly label: string;
  readonly value: string;
  /** What is wrong with it. */
  readonly problem: string | false;
  /** In UTF-16 code units. */
  readonly maxLength: number;
  readonly isSending: boolean;
  readonly onValue: (value: string) => void;
}

/** A text that is longer than the field is read from its beginning, also when the field is focused. */
const fromStart = (input: HTMLInputElement | null) => input?.setSelectionRange(0, 0);

/** A labelled line of text with its problem below it. */
export function Field({ name, label, value, problem, maxLength, isSending, onValue }: FieldProps) {
  return (
    <div>
      <label for={name}>{label}</label>
      <input
        id={name}
        ref={fromStart}
        inputMode={name === 'email' ? 'email' : 'text'}
        autocomplete={name === 'email' ? 'email' : 'off'}
        required
        data-focus={!isSending || undefined}
        readOnly={isSending}
        maxLength={maxLength}
        value={value}
        aria-invalid={!!problem}
        aria-describedby={`${name}-problem`}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
      <p id={`${name}-problem`} class="danger">
        {problem}
      </p>
    </div>
  );
}
