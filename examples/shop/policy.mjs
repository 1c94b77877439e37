import { randomBytes } from 'node:crypto';

/**
 * A policy as strict as they come, to show that Convot runs under one: no inline code without this answer's nonce,
 * no string that becomes code, and no other server than the shop's own and the desk.
 *
 * @param {string} nonce
 * @param {string} desk the desk's origin
 */
export function contentSecurityPolicy(nonce, desk) {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    `connect-src 'self' ${desk}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

export function newNonce() {
  return randomBytes(16).toString('base64');
}
