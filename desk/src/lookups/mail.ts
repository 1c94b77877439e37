/** What arrived, as text. */
export interface Mail {
  readonly subject: string;
  readonly body: string;
  /** The address that an email says it came from, proven or not. Absent for what came by the chat. */
  readonly from?: string | null;
}

/** Who sent it. */
export interface Sender {
  /** The address that it came from, proven or not. */
  readonly email: string | null;
  /** The verified contact's `external_id`. */
  readonly externalId: string | null;
  /** Whatever is proven to be the sender's own: email, `external_id` and other identifiers of the verified contact. */
  readonly verified: readonly string[];
}
