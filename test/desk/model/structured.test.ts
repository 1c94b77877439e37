import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createModel, type Model, ModelError, type StructuredCall, type Usage } from '../../../desk/src/model/index.js';
import { answers, type ModelServer, startModelServer } from './server.js';

const KEY = 'model-key-canary-9f2c';
const COUNTED = { inputTokens: 120, outputTokens: 30, isEstimated: false };

const schema = z.object({ identifier: z.string().nullable() });
type Found = z.infer<typeof schema>;

let server: ModelServer;
let model: Model;
let spent: Usage[];

beforeAll(async () => {
  server = await startModelServer(KEY);
});
afterAll(() => server.close());
beforeEach(() => {
  server.reset();
  spent = [];
  model = open({});
});

function open(options: { name?: string; key?: string; url?: string; fetch?: typeof fetch }): Model {
  const made = createModel({ url: server.url, name: 'test-model', key: KEY, ...options });
  if (!made) throw new Error('a model was configured');
  return made;
}

function call(over: Partial<StructuredCall<Found>> = {}): StructuredCall<Found> {
  return {
    schema,
    name: 'identifier',
    system: 'Find the identifier.',
    prompt: (asData) => asData('mail', 'My account is acct_1.'),
    spend: (usage) => void spent.push(usage),
    ...over,
  };
}

async function failure(asked: Promise<unknown>): Promise<ModelError> {
  const error = await asked.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ModelError);
  return error as ModelError;
}

describe('an object', () => {
  it('is asked for with the schema in strict form, as the API documents it, and the usage is the real one', async () => {
    server.answer(answers.object({ identifier: 'acct_1' }));
    expect(await model.structured(call())).toEqual({
      value: { identifier: 'acct_1' },
      usage: COUNTED,
      repair: 'none',
    });
    expect(server.faults).toEqual([]);
    expect(spent).toEqual([COUNTED]);
    const { body } = server.requests[0] ?? {};
    expect(body?.model).toBe('test-model');
    expect(body?.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { name: 'identifier', strict: true, schema: { required: ['identifier'] } },
    });
    expect(body?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  });

  it('in a Markdown fence is taken out of it, without a second call', async () => {
    server.answer(answers.fenced({ identifier: 'acct_{1}"' }));
    const { value, repair } = await model.structured(call());
    expect(value).toEqual({ identifier: 'acct_{1}"' });
    expect(repair).toBe('fence');
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['cut off', answers.cut({ identifier: 'acct_1' })],
    ['cut off without a word of it', answers.text('{"identifier": "acct', { finish: 'stop' })],
    ['of another shape', answers.object({ id: 7 })],
    ['in no JSON at all', answers.text('I think it is acct_1.')],
    ['empty', answers.text('')],
    ['a list', answers.object([{ id: 1 }])],
  ])('that came %s is asked for once more, and both calls are counted', async (_, bad) => {
    server.answer(bad, answers.object({ identifier: 'acct_1' }));
    const { value, usage, repair } = await model.structured(call());
    expect(value).toEqual({ identifier: 'acct_1' });
    expect(repair).toBe('asked_again');
    expect(usage).toEqual({ inputTokens: 240, outputTokens: 60, isEstimated: false });
    expect(spent).toEqual([COUNTED, COUNTED]);
    expect(server.faults).toEqual([]);
    const last = server.requests[1]?.body.messages.at(-1);
    expect(last?.role).toBe('user');
    expect(last?.content).toContain('"identifier"');
  });

  it('that is unusable twice is an error, after two calls and no third', async () => {
    server.answer(answers.object({ id: 1 }), answers.object({ id: 2 }), answers.object({ identifier: null }));
    expect((await failure(model.structured(call()))).code).toBe('model_output_invalid');
    expect(server.requests).toHaveLength(2);
    expect(spent).toHaveLength(2);
  });

  it('whose server counts no tokens is counted by its length, and the usage says so', async () => {
    server.answer(answers.object({ identifier: null }, { usage: null }));
    const { usage } = await model.structured(call());
    expect(usage.isEstimated).toBe(true);
    expect(usage.inputTokens).toBeGreaterThan(10);
    expect(usage.outputTokens).toBe(Math.ceil('{"identifier":null}'.length / 4));
  });

  it('takes the address with its query, and no key where none is set', async () => {
    const open = await startModelServer();
    open.answer(answers.object({ identifier: null }));
    const keyless = createModel({ url: `${open.url}/?api-version=2`, name: 'm' });
    await keyless?.structured(call());
    expect(open.faults).toEqual([]);
    expect(open.requests[0]?.headers.authorization).toBeUndefined();
    await open.close();
  });
});

describe('a failing server', () => {
  it.each([
    [401, 'model_unauthorised'],
    [403, 'model_unauthorised'],
    [400, 'model_request_refused'],
    [404, 'model_request_refused'],
    [429, 'model_rate_limited'],
    [500, 'model_unavailable'],
    [503, 'model_unavailable'],
    [504, 'model_timeout'],
  ])('that answers %i is %s, asked once and not paid for', async (status, code) => {
    server.answer(answers.failure(status));
    expect(await failure(model.structured(call()))).toMatchObject({ code, status });
    expect(server.requests).toHaveLength(1);
    expect(spent).toEqual([]);
  });

  it('tells how long to wait', async () => {
    server.answer(answers.failure(429, { 'Retry-After': '7' }));
    expect((await failure(model.structured(call()))).retryAfterMs).toBe(7_000);
  });

  it.each([
    ['a page', answers.page, 'model_output_invalid'],
    ['an answer without end', answers.endless, 'model_output_invalid'],
    ['nothing but a closed connection', answers.hangUp, 'model_unavailable'],
  ])('that sends %s is a named error', async (_, answer, code) => {
    server.answer(answer);
    expect((await failure(model.structured(call()))).code).toBe(code);
  });

  it('that never answers is given up in time', async () => {
    server.answer(answers.silence);
    expect((await failure(model.structured(call({ timeoutMs: 50 })))).code).toBe('model_timeout');
  });

  it('is given up in time also behind a fetch that heeds no signal', async () => {
    const deaf = open({ fetch: () => new Promise(() => {}) });
    expect((await failure(deaf.structured(call({ timeoutMs: 20 })))).code).toBe('model_timeout');
  });

  it('is left when the caller leaves', async () => {
    const leaving = new AbortController();
    server.always(() => () => leaving.abort());
    expect((await failure(model.structured(call({ signal: leaving.signal })))).code).toBe('model_aborted');
    // The server has read the prompt, and counts it.
    expect(spent).toEqual([{ inputTokens: expect.any(Number), outputTokens: 0, isEstimated: true }]);
    expect((await failure(model.structured(call({ signal: leaving.signal })))).code).toBe('model_aborted');
    expect([spent.length, server.requests.length]).toEqual([1, 1]);
  });

  it('that redirects gets no key carried elsewhere', async () => {
    const elsewhere = await startModelServer(KEY);
    server.answer(answers.redirect(`${elsewhere.url}/chat/completions`));
    expect((await failure(model.structured(call()))).code).toBe('model_unavailable');
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('that is not there is unavailable', async () => {
    const gone = await startModelServer(KEY);
    await gone.close();
    const code = (await failure(open({ url: gone.url }).structured(call()))).code;
    expect(code).toBe('model_unavailable');
  });
});

describe('what must not get out', () => {
  it('neither the key nor the prompt stands in an error or on the console, whatever the server quotes', async () => {
    const lines: unknown[][] = [];
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...words) => void lines.push(words)),
    );
    const told: unknown[] = [];
    const quoting = [400, 401, 429, 500].map((status) => answers.failure(status, {}, `${KEY} acct_1`));
    server.answer(...quoting, answers.page, answers.object({ secret: `acct_1 ${KEY}` }), answers.text('acct_1'));
    for (const _ of quoting) told.push(await failure(model.structured(call())));
    told.push(await failure(model.structured(call())), await failure(model.structured(call())));
    const wrongKey = open({ key: 'other-key-canary-77' });
    told.push(await failure(wrongKey.structured(call())));
    for (const error of told as ModelError[]) {
      const whole = [error.stack, error.message, JSON.stringify(error), String(error.cause)].join('\n');
      expect(whole).not.toMatch(/canary|acct_1/);
      expect(error.cause).toBeUndefined();
    }
    expect(lines).toEqual([]);
    for (const spy of spies) spy.mockRestore();
  });

  it('a prompt that is too long is refused before anything is sent', async () => {
    const asked = model.structured(call({ prompt: () => 'x'.repeat(200_000) }));
    expect((await failure(asked)).code).toBe('model_input_too_large');
    expect(server.requests).toEqual([]);
  });

  it("an error of the caller's own counting reaches the caller", async () => {
    server.answer(answers.object({ identifier: null }));
    const counting = () => Promise.reject(new RangeError('no more credits'));
    await expect(model.structured(call({ spend: counting }))).rejects.toThrow(RangeError);
  });
});

describe('settings', () => {
  it('without an address there is no model', () => {
    expect(createModel({})).toBeNull();
    expect(createModel({ url: ' ', name: 'x', key: 'y' })).toBeNull();
  });

  it.each([
    ['no name', { url: 'http://127.0.0.1/v1' }],
    ['no URL', { url: 'localhost', name: 'm' }],
    ['another scheme', { url: 'ftp://127.0.0.1/', name: 'm' }],
    ['a password in the address', { url: 'https://me:secret-canary@127.0.0.1/v1', name: 'm' }],
  ])('with %s are refused at once, without repeating them', (_, options) => {
    expect(() => createModel(options)).toThrow(expect.objectContaining({ code: 'model_settings_invalid' }));
    expect(() => createModel(options)).toThrow(/^(?!.*canary)/);
  });
});
