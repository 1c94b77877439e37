import type { Word } from './marks.js';
import { type Description, PHRASES } from './phrases.js';
import { shapeIn } from './shapes.js';

/** Reads one stretch, in lower case and with marks. Each phrase that it knows is taken out of the words. */
export function describe(stretch: string, marks: readonly (readonly Word[])[]): Description {
  const found: Description = {
    from: null,
    after: [],
    prefixes: [],
    shape: null,
    sampled: null,
    isSender: false,
    isUnsupported: false,
    rest: stretch,
  };
  for (const { form, add } of PHRASES) {
    found.rest = found.rest.replace(form, (whole: string, ...groups: (string | number | undefined)[]) => {
      // A mark's number, or what the phrase's own group says; behind the groups stand the place and the whole text.
      const said = groups.slice(0, -2).find((group) => group !== undefined) ?? '';
      return add(found, marks[Number(said)] ?? [], String(said)) ? ' ' : whole;
    });
  }
  const isVague = () => found.shape === null || found.shape.kind === 'number';
  const shaped = shapeIn(found.rest);
  if (shaped && isVague()) found.shape = shaped.shape;
  if (shaped) found.rest = shaped.rest;
  const isFree = found.after.length + found.prefixes.length === 0;
  if (isFree && found.sampled && isVague()) found.shape = found.sampled;
  found.shape ??= found.sampled?.kind === 'number' ? found.sampled : null;
  const isAddress = found.shape?.kind === 'email' && (isFree || (found.isSender && found.after.length === 0));
  if (isAddress) found.from ??= 'sender_email';
  return found;
}

/** Whether it says enough to look for something. */
export function isAnchored({ from, after, prefixes, shape }: Description): boolean {
  if (from === 'sender_email' || from === 'sender_id' || after.length > 0 || prefixes.length > 0) return true;
  return shape !== null && shape.kind !== 'number' && shape.kind !== 'alphanumeric';
}
