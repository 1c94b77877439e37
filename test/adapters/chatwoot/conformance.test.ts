import { chatwoot } from 'convot/adapters/chatwoot';
import type { BackendAdapter, Capabilities, Values } from 'convot/protocol';
import { adapterCases, type BackendUnderTest, ConformanceError } from 'convot/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type ChatwootServer, startChatwoot } from './server/index.js';

let server: ChatwootServer;

beforeAll(async () => {
  vi.stubGlobal('WebSocket', WebSocket);
  server = await startChatwoot();
});

afterAll(async () => {
  await server.stop();
  vi.unstubAllGlobals();
  expect(server.violations).toEqual([]);
});

function make(claimed: Partial<Capabilities> = {}): BackendUnderTest {
  return {
    adapter: (): BackendAdapter => {
      const adapter = chatwoot({ url: server.url, inbox: server.inbox.identifier });
      return { ...adapter, capabilities: { ...adapter.capabilities, ...claimed } };
    },
    stored: async ({ value }) => {
      const attributes = Object.entries(server.inbox.contactBy(value)?.custom_attributes ?? {});
      return Object.fromEntries(attributes.filter(([, stored]) => stored !== null)) as Values;
    },
    answer: (conversation, text) => server.answer(conversation, text),
  };
}

describe('the chatwoot adapter', () => {
  for (const { name, needs, run } of adapterCases({ make })) {
    const reason = needs && `The adapter chatwoot says ${needs}: false.`;
    test(reason ? `does not claim that ${name}` : name, async () => {
      expect(await run()).toEqual({ skipped: reason });
    });
  }
});

describe('what the adapter calls false is false', () => {
  test.each<[keyof Capabilities, string]>([
    ['fillBlanksOnly', 'unverified patches fill blanks, never overwrite and never clear, and are answered alike'],
    ['exactlyOnce', 'an entry sent again is applied once and gets its first answer'],
    ['atomicMerge', 'patches of many pages at once all arrive'],
    ['tickets', 'a conversation becomes one ticket, however often it is asked for'],
    ['revocation', 'a closed guest’s session is not resumed'],
  ])('%s', async (capability, rule) => {
    const found = adapterCases({ make: () => make({ [capability]: true }) }).find(({ name }) => name === rule);
    const fault = await found?.run().catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Error);
    if (capability !== 'tickets') expect(fault).toBeInstanceOf(ConformanceError);
  });
});
