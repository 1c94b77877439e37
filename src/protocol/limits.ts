/**
 * Every limit of the protocol, each with its unit in its name. Docs, checks and tests read them from here.
 */

/**
 * Keys that one app contact may hold. Above it a new key is refused, never an old one dropped. For a verified write
 * only keys of verified writes count, so that no claim without proof can use up their room; for an unverified write
 * every key counts. A contact thus holds at most twice as many.
 */
export const KEYS_PER_CONTACT = 250;

/** Longest key, in UTF-16 code units. */
export const KEY_CHARS = 190;

/** Longest string value, in UTF-16 code units. */
export const VALUE_CHARS = 2_048;

/** Largest patch, in bytes as {@link patchBytes} counts them. Four of them fit one keepalive request (65,535 bytes). */
export const PATCH_BYTES = 16_384;

/** Largest identity token, in characters. A JWE is ASCII, so these are bytes too. */
export const TOKEN_CHARS = 16_384;

/** Longest `external_id` or `email` of a claim, in UTF-16 code units. An address may have 254 (RFC 5321 §4.5.3.1). */
export const IDENTIFIER_CHARS = 254;

/** Longest chat message, in UTF-16 code units. */
export const MESSAGE_CHARS = 8_000;

/** Longest ticket subject, in UTF-16 code units. */
export const SUBJECT_CHARS = 200;

/** Entries one push may carry. */
export const PUSH_ENTRIES = 100;

/** Largest push body, in bytes: a keepalive request takes 65,535 in all, the rest is left for headers. */
export const PUSH_BYTES = 60_000;

/** How long a browser keeps a patch it could not deliver, in milliseconds (7 days). */
export const ENTRY_AGE_MS = 7 * 24 * 60 * 60 * 1_000;

/** How long a desk remembers a lane after its last request, in milliseconds (30 days): longer than clients retain. */
export const LANE_AGE_MS = 30 * 24 * 60 * 60 * 1_000;

/** Oldest identity token a desk opens, counted from `iat`, in seconds. */
export const TOKEN_AGE_S = 3_600;

/** Clock difference a desk forgives in a token, in seconds. */
export const CLOCK_TOLERANCE_S = 60;

/** Longest identifier of a Customer Context lookup, in characters of its alphabet (ASCII, so bytes too). */
export const LOOKUP_IDENTIFIER_CHARS = 256;

/** A lookup's answer must be smaller than this, in bytes (64 KB). */
export const LOOKUP_ANSWER_BYTES = 65_536;

/** How long a desk waits for a lookup's answer, in milliseconds. */
export const LOOKUP_TIME_MS = 5_000;
