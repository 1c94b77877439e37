import { memory, memoryDesk } from 'convot/adapters/memory';
import { makeIdentityKey, openToken, sealToken } from 'convot/proof';
import { adapterCases } from 'convot/testing';
import { describe, expect, test } from 'vitest';

describe('the memory adapter in a page', () => {
  const make = () => {
    const desk = memoryDesk();
    return {
      adapter: () => memory({ desk }),
      stored: async (person: Parameters<typeof desk.stored>[0]) => desk.stored(person),
      answer: async (conversation: string, text: string) => void desk.answer(conversation, text),
    };
  };
  for (const { name, needs, run } of adapterCases({ make })) {
    const reason = needs === 'identityTokens' ? 'The adapter memory says identityTokens: false.' : null;
    test(reason ? `does not claim that ${name}` : name, async () => {
      expect(await run()).toEqual({ skipped: reason });
    });
  }
});

describe('the memory adapter with a lent key', () => {
  const key = makeIdentityKey();
  const make = () => {
    const desk = memoryDesk({ openToken: (token) => openToken(token, { keys: [{ key }], audience: 'memory' }) });
    return {
      adapter: () => memory({ desk }),
      stored: async (person: Parameters<typeof desk.stored>[0]) => desk.stored(person),
      answer: async (conversation: string, text: string) => void desk.answer(conversation, text),
      token: (payload: Parameters<typeof sealToken>[0]) => sealToken(payload, { key }),
    };
  };
  for (const { name, run } of adapterCases({ make })) {
    test(name, async () => {
      expect(await run()).toEqual({ skipped: null });
    });
  }
});
