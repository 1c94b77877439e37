import { type Fields, fieldsOf, textOf } from '../facts.js';

/** What one `["set", name, value]` says of the visitor. */
export interface Said {
  readonly email?: unknown;
  readonly user_hash?: unknown;
  readonly facts: Fields;
}

const SAID: Readonly<Record<string, (given: readonly unknown[]) => Said>> = {
  'user:email': ([email, user_hash]) => ({ email, user_hash, facts: {} }),
  'user:nickname': ([name]) => ({ facts: { name } }),
  'user:phone': ([phone]) => ({ facts: { phone } }),
  'user:avatar': ([avatar_url]) => ({ facts: { avatar_url } }),
  'user:company': ([company_name, about]) => ({ facts: { company_name, ...company(fieldsOf(about)) } }),
  'session:data': (given) => ({ facts: Object.fromEntries(pairs(given)) }),
};

/** @returns what it says, or nothing where it says nothing of the visitor. */
export function saidBy(name: string, value: unknown): Said | undefined {
  return Object.hasOwn(SAID, name) ? SAID[name]?.(listOf(value)) : undefined;
}

/** Crisp wraps what it is given in a list; many pages leave the list out, and Crisp takes that too. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Two of Crisp's fields are lists by position: `employment: [title, role]`, `geolocation: [country, city]`. */
function company({ url, description, employment, geolocation }: Fields): Fields {
  const [title, role] = listOf(employment);
  const [country, city] = listOf(geolocation);
  return {
    company_url: url,
    company_description: description,
    company_employment_title: title,
    company_employment_role: role,
    company_country: country,
    company_city: city,
  };
}

/** `[[["plan", "pro"], ["seats", 5]]]` as documented, and the one pair `["plan", "pro"]` of older pages. */
function pairs(given: readonly unknown[]): [string, unknown][] {
  const [listed] = given;
  const list = Array.isArray(listed) ? (Array.isArray(listed[0]) ? listed : [listed]) : [given];
  return list.filter(Array.isArray).map(([key, value]) => [textOf(key), value]);
}
