import { makeBearerToken } from '../proof/bearer.js';
import { makeIdentityKey, makeSigningSecret, makeVerificationSecret } from '../proof/keys.js';
import { WrongUse } from './arguments.js';
import { KEYGEN_NOTE, SECRETS, WRONG_USE } from './text.js';

const MAKERS: Readonly<Record<keyof typeof SECRETS, () => string>> = {
  'encryption-key': makeIdentityKey,
  'verification-secret': makeVerificationSecret,
  'bearer-token': makeBearerToken,
  'signing-secret': makeSigningSecret,
};

/**
 * New secrets, as lines for an environment file or as one JSON object by variable.
 *
 * @param wanted - which of them; all four without a name.
 * @throws WrongUse for a name that none of them has.
 */
export function keygen(wanted: readonly string[], json: boolean): string {
  if (!wanted.every(isSecret) || wanted.length > 1) throw new WrongUse(WRONG_USE.keygen);
  const kinds = wanted.length > 0 ? wanted.filter(isSecret) : Object.keys(SECRETS).filter(isSecret);
  const made = kinds.map((kind) => ({ ...SECRETS[kind], value: MAKERS[kind]() }));
  if (json) return JSON.stringify(Object.fromEntries(made.map(({ variable, value }) => [variable, value])), null, 2);
  const lines = made.map(({ variable, says, value }) => `# ${says}\n${variable}=${value}\n`);
  return `${lines.join('\n')}\n# ${KEYGEN_NOTE}`;
}

function isSecret(name: string): name is keyof typeof SECRETS {
  return Object.hasOwn(SECRETS, name);
}
