import { desk } from 'convot/adapters/desk';
import { sealToken } from 'convot/proof';
import type { Person, Values } from 'convot/protocol';
import { adapterCases } from 'convot/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secretsOf } from '../../desk/src/apps/index.js';
import { listen } from '../../desk/src/http/server.js';
import type { ContactProfile, ContactRow } from '../../desk/wire/index.js';
import { eachDatabase } from './support/database.js';
import { type Browser, createTeam, createTestDesk, signIn } from './support/desk.js';

/** The adapter and the desk keep the contract together, over real HTTP. */
eachDatabase('the desk’s adapter', (database) => {
  let running: Awaited<ReturnType<typeof startDesk>>;
  beforeAll(async () => {
    running = await startDesk(database());
  });
  afterAll(() => running.stop());

  for (const { name, run } of adapterCases({ make: () => running.backend })) {
    test(name, async () => {
      expect(await run()).toEqual({ skipped: null });
    });
  }
});

async function startDesk(database: Parameters<typeof createTestDesk>[0]) {
  const server = await listen(0, '127.0.0.1');
  const testDesk = createTestDesk(database);
  server.serve((request, env) => testDesk.http.fetch(request, env));
  const { app, member } = await createTeam(testDesk);
  const agent = await signIn(testDesk, member);
  const [key] = await secretsOf(testDesk.desk, app.id, 'identity_key');
  const backend = {
    adapter: () => desk({ app: app.id, url: `http://127.0.0.1:${server.port}` }),
    stored: (person: Person) => stored(agent, person),
    answer: async (conversation: string, text: string) => {
      const message = { client_id: crypto.randomUUID(), text };
      const { status } = await agent('POST', `/api/conversations/${conversation}/messages`, message);
      if (status >= 400) throw new Error(`The agent’s answer got ${status}.`);
    },
    token: (payload: Parameters<typeof sealToken>[0]) => sealToken(payload, { key: key?.value ?? '' }),
  };
  return { backend, stop: server.close };
}

/** What the contact's profile shows to an agent: that is what counts. */
async function stored(agent: Browser, { value }: Person): Promise<Values> {
  const found = (await agent('GET', `/api/contacts?q=${encodeURIComponent(value)}`)).json as { contacts: ContactRow[] };
  const contact = found.contacts.find(({ external_id }) => external_id === value);
  if (!contact) return {};
  const profile = (await agent('GET', `/api/contacts/${contact.id}`)).json as ContactProfile;
  const facts = profile.apps.flatMap(({ context }) => context.custom_data);
  return Object.fromEntries(facts.map(({ key, value }) => [key, value]));
}
