/** A place for a value: `{{userDetail.email}}`, `{{integrations.stripe.customerId}}`, `{{amount}}`. */
export interface Placeholder {
  readonly root: Root;
  /** The properties below the root, in order. */
  readonly path: readonly string[];
  /** As it was written, without the braces: what errors name. */
  readonly name: string;
}

export const ROOTS = ['userDetail', 'integrations', 'contact', 'secret'] as const;

/** `parameters` is never written: a name without a dot is a parameter's. */
export type Root = (typeof ROOTS)[number] | 'parameters';

/** Of a contact only what may be signed can be a value. */
const CONTACT_FIELDS: readonly string[] = ['external_id', 'email'];

const SEGMENT = /^[\p{L}\p{N}_$-]+$/u;

/** What a template may name besides the two roots of a token. */
export interface Known {
  readonly parameters: readonly string[];
  readonly secrets: readonly string[];
}

/** Reads what stands between the braces. @returns `null` for what names nothing that could ever be there. */
export function readPlaceholder(text: string, { parameters, secrets }: Known): Placeholder | null {
  const name = text.trim();
  const segments = name.split('.');
  if (!segments.every((segment) => SEGMENT.test(segment))) return null;
  const [first = '', ...path] = segments;
  if (path.length === 0) return parameters.includes(first) ? { root: 'parameters', path: [first], name } : null;
  const root = ROOTS.find((each) => each === first);
  if (root === undefined) return null;
  if (root === 'contact' && !(path.length === 1 && CONTACT_FIELDS.includes(path[0] ?? ''))) return null;
  if (root === 'secret' && !(path.length === 1 && secrets.includes(path[0] ?? ''))) return null;
  return { root, path, name };
}

/** Follows own properties alone: no prototype's, no getter's. @returns `undefined` where there is nothing. */
export function valueAt(root: object, path: readonly string[]): unknown {
  let value: unknown = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    // An array's length is no value of the customer's.
    if (Array.isArray(value) && !/^\d+$/.test(segment)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, segment)?.value;
  }
  return value ?? undefined;
}
