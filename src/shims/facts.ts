import { type CustomValue, checkEntry, type Patch } from '../protocol/index.js';
import type { Warn } from './warnings.js';

/** An object that a page handed over; nothing of its shape is certain. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object's own fields, or none where the page passed something else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A name that a page gave; what is no text has none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
}

/** Facts as custom data; what that cannot hold is left out, each key with a warning. `undefined` says nothing. */
export function factsOf(fields: Fields, warn: Warn): Patch {
  const facts: Record<string, CustomValue | null> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (checkEntry(key, value)) warn('shim_value', `"${key}"`);
    else facts[key] = value as CustomValue | null;
  }
  return facts;
}

/** The fields of a group, as one level: `company: { name }` becomes `company_name`, `company_id` stays what it is. */
export function flat(group: string, value: unknown): Fields {
  const prefix = `${group}_`;
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).map(([key, field]) => [key.startsWith(prefix) ? key : prefix + key, field]),
  );
}

/** The fields without those of these names. */
export function without(fields: Fields, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !names.has(key)));
}
