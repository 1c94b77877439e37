import type { RequestSecrets } from './request.js';

const MASK = '••••••••';

/**
 * An answer without the desk's own secrets. An endpoint that says back what it was sent (a debugging page, say) would
 * otherwise put the token into rows, the database and the model's prompt.
 *
 * @param json - the body's value.
 * @returns the body itself when it holds none of them.
 */
export function withoutSecrets(body: Uint8Array, json: unknown, { token, signing = [] }: RequestSecrets): Uint8Array {
  const secrets = [token, encodeURIComponent(token), ...signing].filter((secret) => secret !== '');
  let found = false;
  const hide = (text: string) =>
    secrets.reduce((hidden, secret) => {
      if (!hidden.includes(secret)) return hidden;
      found = true;
      return hidden.replaceAll(secret, MASK);
    }, text);
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return hide(value);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [hide(key), clean(inner)]));
  };
  const cleaned = clean(json);
  return found ? new TextEncoder().encode(JSON.stringify(cleaned)) : body;
}
