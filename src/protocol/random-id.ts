/**
 * A random name of 128 bits, as lanes and messages of a browser need one: decimal digits and dashes.
 * Not `crypto.randomUUID`, which a page over plain http doesn't have.
 */
export function randomId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
