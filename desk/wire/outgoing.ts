/**
 * What the desk says of a call that it made: for the settings' test panel and for the status of a lookup or an action.
 * The texts of the codes stand in `desk/web/locales/outgoing-en.ts`.
 */

/** Why a call failed. `desk/src/outgoing` decides it; nothing else in the desk calls anybody. */
export type OutgoingCode =
  /** Not the full address of a server. */
  | 'url_invalid'
  /** Another scheme than `https:`. */
  | 'not_https'
  | 'credentials_in_url'
  /** A port of another protocol, as browsers refuse it. */
  | 'port_not_allowed'
  /** A method or a header that no request may have. */
  | 'request_invalid'
  /** The host, one of its addresses or the connected peer is not on the public internet. */
  | 'host_not_public'
  | 'dns_failed'
  | 'connect_failed'
  | 'tls_failed'
  /** The time of the whole call was over; `step` says where. */
  | 'timeout'
  /** The desk itself gave the call up. */
  | 'aborted'
  /** Any 3xx. */
  | 'redirect'
  /** No 2xx. */
  | 'status'
  /** Compressed, though the call forbade it. */
  | 'encoding'
  | 'too_large'
  /** Another content type, or a body that is none. */
  | 'not_json'
  | 'header_too_large'
  /** Something that is not HTTP. */
  | 'response_invalid'
  /** The server closed before its answer was whole. */
  | 'response_cut';

/** The parts of a call, in their order. `request`: what was to be sent is read and checked. */
export type OutgoingStep = 'request' | 'dns' | 'connect' | 'tls' | 'headers' | 'body';

/** How long each step took, in milliseconds; `null` for one that was not reached or not needed. */
export interface OutgoingTiming {
  readonly dns: number | null;
  readonly connect: number | null;
  readonly tls: number | null;
  /** From the first byte sent to the last byte of the answer's headers. */
  readonly headers: number | null;
  readonly body: number | null;
  readonly total: number;
}
