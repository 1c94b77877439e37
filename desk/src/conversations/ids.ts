import { ConvotError } from 'convot/protocol';

/**
 * An id from a path. One that can't be any row's is answered like one that is nobody's, before the database sees it.
 *
 * @throws ConvotError `not_found`
 */
export function requireId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
  throw new ConvotError('not_found', 'There is nothing of this id here.');
}
