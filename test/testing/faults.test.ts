import { memory, memoryDesk } from 'convot/adapters/memory';
import { makeIdentityKey, openToken, sealToken } from 'convot/proof';
import type { BackendAdapter, ChatBackend, Person } from 'convot/protocol';
import { adapterCases, type BackendUnderTest, ConformanceError } from 'convot/testing';
import { describe, expect, test, vi } from 'vitest';

const key = makeIdentityKey();

type Sabotage = (adapter: BackendAdapter) => Partial<BackendAdapter>;

function backend(sabotage: Sabotage = () => ({})): BackendUnderTest {
  const desk = memoryDesk({ openToken: (token) => openToken(token, { keys: [{ key }], audience: 'memory' }) });
  return {
    adapter: () => {
      const adapter = memory({ desk });
      return { ...adapter, ...sabotage(adapter) };
    },
    stored: async (person: Person) => desk.stored(person),
    answer: async (conversation, text) => void desk.answer(conversation, text),
    token: (payload) => sealToken(payload, { key }),
  };
}

/** Breaks the half that is loaded with the chat. */
function inChat(sabotage: (chat: ChatBackend) => Partial<ChatBackend>): Sabotage {
  return ({ chat }) => ({
    chat: async () => {
      const whole = await chat();
      return { ...whole, ...sabotage(whole) };
    },
  });
}

/** Runs one case without waiting for what a broken adapter never does. */
async function tryRule(rule: string, sabotage: Sabotage): Promise<unknown> {
  const found = adapterCases({ make: () => backend(sabotage) }).find(({ name }) => name === rule);
  if (!found) throw new Error(`no case is called: ${rule}`);
  vi.useFakeTimers();
  try {
    let isOver = false;
    const run = found.run().catch((error: unknown) => error);
    const over = run.finally(() => {
      isOver = true;
    });
    while (!isOver) await vi.advanceTimersByTimeAsync(1_000);
    return await over;
  } finally {
    vi.useRealTimers();
  }
}

describe('the suite finds an adapter that', () => {
  test.each<[string, Sabotage, string]>([
    [
      'gives everybody one handle',
      ({ open }) => ({ open: async (request) => ({ ...(await open(request)), handle: 'somebody' }) }),
      'two guests have two handles and two credentials',
    ],
    [
      'goes on with anybody’s session',
      ({ open }) => ({ open: (request) => open(request.resume ? { resume: request.resume } : request) }),
      'a guest’s conversations do not follow an unverified claim',
    ],
    [
      'believes every claim',
      ({ open }) => ({
        open: async (request) => {
          const session = await open(request);
          return session.trust === 'unverified' ? { ...session, trust: 'verified' } : session;
        },
      }),
      'a claim without proof is unverified, and its session shows only what it said',
    ],
    [
      'takes an entry again under another name',
      ({ push }) => ({ push: (credential, request) => push(credential, { ...request, lane: crypto.randomUUID() }) }),
      'an entry sent again is applied once and gets its first answer',
    ],
    [
      'keeps quiet about refused keys',
      ({ push }) => ({
        push: async (credential, request) => ({
          results: (await push(credential, request)).results.map((result) => ({ ...result, refused: [] })),
        }),
      }),
      'refused keys are named with their reason, and the rest is applied',
    ],
    [
      'fills gaps by itself',
      ({ push }) => ({
        push: (credential, { entries, ...request }) => {
          const from = entries[0]?.seq ?? 1;
          return push(credential, {
            ...request,
            entries: entries.map((entry, place) => ({ ...entry, seq: from + place })),
          });
        },
      }),
      'a push with a gap is refused as lane_gap and stores nothing',
    ],
    [
      'only pretends to close',
      () => ({ close: async () => {} }),
      'a closed session has ended for every call, and may be closed again',
    ],
    [
      'rejects with errors of its own',
      ({ unread }) => ({
        unread: (credential) =>
          unread(credential).catch(() => {
            throw new Error('HTTP 401');
          }),
      }),
      'a closed session has ended for every call, and may be closed again',
    ],
    [
      'gives each try of a message an id of its own',
      inChat(({ send }) => ({
        send: (credential, conversation, draft) =>
          send(credential, conversation, { ...draft, client_id: crypto.randomUUID() }),
      })),
      'a message sent again with the same client_id is there once',
    ],
    [
      'makes up an empty list for what is not found',
      inChat(({ messages }) => ({ messages: (credential, id) => messages(credential, id).catch(() => []) })),
      'another visitor’s conversation is not found, whoever asks for what',
    ],
    [
      'never marks as read',
      inChat(() => ({ markRead: async () => {} })),
      'an agent’s answer counts as unread until it is read',
    ],
    [
      'streams for ever',
      inChat(({ stream }) => ({
        stream: (credential, listener, signal) =>
          stream(credential, listener, signal).then(() => new Promise(() => {})),
      })),
      'a stream ends with session_ended when the session is closed',
    ],
  ])('%s', async (_, sabotage, rule) => {
    expect(await tryRule(rule, sabotage)).toBeInstanceOf(ConformanceError);
    expect(await tryRule(rule, () => ({}))).toEqual({ skipped: null });
  });
});

describe('a case', () => {
  test('is skipped only for a capability that is false, and says which', async () => {
    const without = ({ capabilities }: BackendAdapter) => ({ capabilities: { ...capabilities, tickets: false } });
    const results = await Promise.all(
      adapterCases({ make: () => backend(without) }).map(async ({ needs, run }) => [needs, (await run()).skipped]),
    );
    const skipped = results.filter(([, reason]) => reason !== null);
    expect(skipped.length).toBeGreaterThan(0);
    for (const each of skipped) expect(each).toEqual(['tickets', 'The adapter memory says tickets: false.']);
  });

  test('fails when the backend claims identity tokens and lends none', async () => {
    const { token: _, ...lending } = backend();
    const found = adapterCases({ make: () => lending }).find(({ needs }) => needs === 'identityTokens');
    await expect(found?.run()).rejects.toThrow(/lends the suite token\(\)/);
  });

  test('takes its backend down, also when it fails', async () => {
    const stop = vi.fn(async () => {});
    const sabotage: Sabotage = () => ({ settings: async () => ({ name: '', identity_endpoint: null }) });
    const [first] = adapterCases({ make: () => ({ ...backend(sabotage), stop }) });
    await expect(first?.run()).rejects.toBeInstanceOf(ConformanceError);
    expect(stop).toHaveBeenCalledOnce();
  });
});
