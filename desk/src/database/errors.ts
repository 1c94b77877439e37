/** Why a database can't be used. */
export type DatabaseErrorCode =
  /** Another process holds the data directory. */
  | 'directory_held'
  /** `DATABASE_URL` leads nowhere. */
  | 'unreachable'
  /** The embedded database stopped. What was acknowledged before is on disk. */
  | 'stopped'
  /** The build lacks the folder of migrations. */
  | 'migrations_missing'
  /** A query inside a transaction went around its handle: it would wait for itself. */
  | 'outside_transaction';

/** A fault of the database itself, not of a statement. Its message is a sentence for the operator. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;

  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** SQLSTATE of a failed statement, as `23505` for a broken unique constraint; `null` for any other error. */
export function sqlState(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at.name === 'PostgresError' && 'code' in at && typeof at.code === 'string') return at.code;
  }
  return null;
}
