import { randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const APP_CHARS = 20;
const SECRET_CHARS = 12;

/** An app's public id. */
export function newAppId(): string {
  return `app_${randomText(APP_CHARS)}`;
}

/** A secret's id; of an identity key also the `kid` that its tokens may name. Not secret itself. */
export function newSecretId(): string {
  return `key_${randomText(SECRET_CHARS)}`;
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}
