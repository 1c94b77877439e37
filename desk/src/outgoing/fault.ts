import type { OutgoingCode } from '../../wire/outgoing.js';

/** What a {@link OutgoingFault} says beside its code. */
export interface FaultFacts {
  /** A word of ours or a code of the system (`ECONNREFUSED`): never an address, a header or any of a body. */
  readonly detail?: string | undefined;
  /** The answer's status, when there was one. */
  readonly status?: number | undefined;
  /** Of the answer's body: announced, or read so far. */
  readonly bytes?: number | undefined;
}

/** The end of a call inside this room. Callers get a result instead, or an `OutgoingError` from `fetch`. */
export class OutgoingFault extends Error {
  override readonly name = 'OutgoingFault';
  readonly code: OutgoingCode;
  readonly detail: string | null;
  readonly status: number | null;
  readonly bytes: number | null;

  constructor(code: OutgoingCode, { detail, status, bytes }: FaultFacts = {}) {
    super(code);
    this.code = code;
    this.detail = detail ?? null;
    this.status = status ?? null;
    this.bytes = bytes ?? null;
  }
}

/** The system's code of an error (`ECONNRESET`, `CERT_HAS_EXPIRED`), which quotes nothing; its message would. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'unknown';
}
