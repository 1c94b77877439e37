/** What is wrong with a key, a secret or an argument that the calling code supplied. */
export type ConfigurationErrorCode =
  | 'missing'
  | 'not_text'
  | 'has_spaces'
  | 'not_hex'
  | 'wrong_length'
  | 'other_kind'
  | 'option_invalid'
  | 'payload_invalid';

/**
 * Wrong use of this package by the code that calls it: a mistyped key, an option out of range.
 * Its message says what to change and never contains the value.
 */
export class ConfigurationError extends TypeError {
  override readonly name = 'ConfigurationError';
  readonly code: ConfigurationErrorCode;

  constructor(code: ConfigurationErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
