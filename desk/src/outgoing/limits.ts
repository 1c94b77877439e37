/** Limits of a call. Those of a whole lookup (its time and its answer's size) stand in the protocol. */

/** Longest address that is called, in characters: what common servers take in a request line. */
export const URL_CHARS_MAX = 8_192;

/** Largest status line and headers of an answer, in bytes; Node's own default, said so that no start option changes it. */
export const HEADER_BYTES_MAX = 16_384;

/** Interim answers (1xx) before the final one. A server that means well sends one or two; a flood of them has no end. */
export const INTERIM_ANSWERS_MAX = 8;

/** How long one try of a name server may take, in milliseconds, and how many tries there are: both fit a lookup's time. */
export const DNS_TRY_MS = 1_000;
export const DNS_TRIES = 2;

/** How long one family of addresses waits for the other, in milliseconds: some name servers never answer for IPv6. */
export const DNS_OTHER_FAMILY_MS = 500;

/** Addresses of one host that are tried; all of them are checked. */
export const CONNECT_ADDRESSES_MAX = 4;

/** How long an address has to answer while there is another one to try, in milliseconds. */
export const CONNECT_ATTEMPT_MS = 1_500;

/** Deepest nesting of an answer's JSON: `JSON.parse` takes any, what writes or walks it later does not. */
export const JSON_DEPTH_MAX = 64;
