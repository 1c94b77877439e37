/** What was wrong with an incoming mail. The rest of it is read all the same, and the raw mail has everything. */
export type EmailFaultCode =
  /** Its headers pass the limit; those after it were not read. Nobody is confirmed as its sender. */
  | 'headers_too_large'
  /** More parts than the limit; none was kept. */
  | 'too_many_parts'
  /** More lines than the limit; no part was kept. */
  | 'too_many_lines'
  /** Parts within parts beyond the limit; none was kept. */
  | 'too_deep'
  /** The parts can't be read for another reason. */
  | 'unreadable'
  /** The HTML was read up to a limit. */
  | 'html_cut'
  /** The text was kept up to a limit. */
  | 'text_cut'
  /** Not every attachment was kept. */
  | 'attachments_dropped'
  /** Outlook packed text or attachments into a `winmail.dat`, which is kept as it came. */
  | 'winmail';

/** A fault in a mail, in words for an agent. It never quotes the mail. */
export interface EmailFault {
  readonly code: EmailFaultCode;
  readonly message: string;
}

const FAULTS: Readonly<Record<EmailFaultCode, string>> = {
  headers_too_large: 'The headers of this mail are too large to be read whole. The original mail has them.',
  too_many_parts: 'This mail has too many parts to be opened. Read the original mail.',
  too_many_lines: 'This mail has too many lines to be opened. Read the original mail.',
  too_deep: 'The parts of this mail are nested too deep to be opened. Read the original mail.',
  unreadable: 'The parts of this mail could not be read. Read the original mail.',
  html_cut: 'The formatted text of this mail is too large and was cut. The original mail has all of it.',
  text_cut: 'The text of this mail is too long and was cut. The original mail has all of it.',
  attachments_dropped: 'This mail has more attachments than are kept. The original mail has all of them.',
  winmail: 'Outlook packed a part of this mail into winmail.dat. Ask the sender for plain text or HTML.',
};

/** The fault of a code. */
export const emailFault = (code: EmailFaultCode): EmailFault => ({ code, message: FAULTS[code] });

/** Why an answer can't be composed, or the settings of email can't be used. */
export type EmailErrorCode =
  /** An address is none, or could smuggle a second one or a header. */
  | 'address_invalid'
  /** A domain for message ids is none. */
  | 'domain_invalid'
  /** `SMTP_URL` is no `smtp://` or `smtps://` address. */
  | 'smtp_url_invalid'
  /** The listener can't use its address or port, or its certificate. */
  | 'listener_unusable';

/** A wrong setting or a wrong call. Its message is a sentence for the operator and names no person and no secret. */
export class EmailError extends Error {
  override readonly name = 'EmailError';
  readonly code: EmailErrorCode;

  constructor(code: EmailErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
