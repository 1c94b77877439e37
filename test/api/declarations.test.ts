import { expect, test } from 'vitest';
import { withPublicNames } from './declarations.mjs';

const publicNames = new Map([
  ['protocol', 'convot/protocol'],
  ['client', 'convot'],
]);

test("another room's types are imported by their public name, one's own by path", () => {
  const text = "import type { Trust } from '../protocol/trust.js';\nimport { own } from './own.js';";
  expect(withPublicNames('src/proof/open.d.ts', text, publicNames)).toBe(
    "import type { Trust } from 'convot/protocol';\nimport { own } from './own.js';",
  );
  expect(withPublicNames('widget/chat/index.d.ts', "import('../../src/client/client.js').Client", publicNames)).toBe(
    "import('convot').Client",
  );
});

test('schemas and protocol share a folder and are two entries', () => {
  const text = "import { Trust } from './trust.js';";
  expect(withPublicNames('src/protocol/schemas.d.ts', text, publicNames)).toBe(
    "import { Trust } from 'convot/protocol';",
  );
  expect(withPublicNames('src/protocol/wire.d.ts', text, publicNames)).toBe(text);
});

test('the package entry holds the client itself', () => {
  const text = "export { createClient } from './client/create.js';\nexport { ConvotError } from './protocol/index.js';";
  expect(withPublicNames('src/index.d.ts', text, publicNames)).toBe(
    "export { createClient } from './client/create.js';\nexport { ConvotError } from 'convot/protocol';",
  );
});
