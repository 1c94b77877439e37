import { adapterCases } from 'convot/testing';
import { expect, test } from 'vitest';
import { minimal, Shelf } from './minimal-adapter.js';

function make() {
  const shelf = new Shelf();
  return {
    adapter: () => minimal(shelf),
    stored: async ({ kind, value }: { kind: string; value: string }) => shelf.values.get(`${kind}:${value}`) ?? {},
    answer: async (conversation: string, text: string) => void shelf.add(conversation, 'agent', text),
  };
}

const { capabilities } = minimal(new Shelf());

for (const { name, needs, run } of adapterCases({ make })) {
  const isClaimed = !needs || capabilities?.[needs] !== false;
  test(isClaimed ? name : `does not claim that ${name}`, async () => {
    const { skipped } = await run();
    expect(skipped === null).toBe(isClaimed);
  });
}
