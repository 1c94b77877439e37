import { ConvotError } from 'convot/protocol';

/** Where a page of a list ended. */
export interface Cursor {
  /** Microseconds since 1970, because the database counts them and a `Date` doesn't. */
  readonly time: string;
  readonly id: string;
}

/** A list's `next`. */
export function writeCursor({ time, id }: Cursor): string {
  return Buffer.from(`${time}.${id}`).toString('base64url');
}

/** Reads what {@link writeCursor} wrote. @throws ConvotError `request_invalid` for a cursor that this desk didn't make */
export function readCursor(text: string): Cursor {
  const [, time, id] = /^(\d{1,18})\.([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (!time || !id) throw new ConvotError('request_invalid', 'The field "after" must be the "next" of another page.');
  return { time, id };
}
