/** `port_taken`, `address_unusable`: choose another port or host. `option_invalid`: an option makes no sense. */
export type StartErrorCode = 'port_taken' | 'address_unusable' | 'option_invalid';

/** Why the desk can't start. Its message is a sentence for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: StartErrorCode;

  constructor(code: StartErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
