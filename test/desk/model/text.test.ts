import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import {
  createModel,
  type Model,
  ModelError,
  type TextCall,
  type TextEnd,
  type Usage,
} from '../../../desk/src/model/index.js';
import { answers, type ModelServer, startModelServer } from './server.js';

const KEY = 'model-key-canary-9f2c';

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
  const made = createModel({ url: server.url, name: 'test-model', key: KEY });
  if (!made) throw new Error('a model was configured');
  model = made;
});

const call = (over: Partial<TextCall> = {}): TextCall => ({
  system: 'Write a reply.',
  prompt: (asData) => asData('mail', 'Where is my order?'),
  spend: (usage) => void spent.push(usage),
  ...over,
});

interface Heard {
  readonly pieces: string[];
  readonly end?: TextEnd;
  readonly error?: unknown;
}

async function hear(stream: AsyncGenerator<string, TextEnd, void>): Promise<Heard> {
  const pieces: string[] = [];
  try {
    for (;;) {
      const { done, value } = await stream.next();
      if (done) return { pieces, end: value };
      pieces.push(value);
    }
  } catch (error) {
    return { pieces, error };
  }
}

it('a text comes piece by piece, with its real usage at the end', async () => {
  server.answer(answers.streamed(['Your ', 'order ', 'is on its way.']));
  const { pieces, end } = await hear(model.stream(call()));
  expect(pieces.join('')).toBe('Your order is on its way.');
  expect(pieces.length).toBeGreaterThan(1);
  expect(end).toEqual({ usage: { inputTokens: 120, outputTokens: 30, isEstimated: false }, ending: 'complete' });
  expect(spent).toEqual([end?.usage]);
  expect(server.faults).toEqual([]);
  expect(server.requests[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
});

it('a text that reached its longest length, or was filtered, says so', async () => {
  server.answer(
    answers.streamed(['Your'], { finish: 'length' }),
    answers.streamed(['Your'], { finish: 'content_filter' }),
  );
  expect((await hear(model.stream(call()))).end?.ending).toBe('length');
  expect((await hear(model.stream(call()))).end?.ending).toBe('filtered');
});

it.each(['closed', 'broken', 'error'] as const)(
  'a text that breaks off in the middle (%s) gives its pieces, then says that it was cut, and is counted',
  async (how) => {
    server.answer(answers.brokenStream(['Your ', 'order'], how));
    const { pieces, error } = await hear(model.stream(call()));
    expect(pieces.join('')).toBe('Your order');
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: 'model_output_cut' });
    expect(spent).toEqual([expect.objectContaining({ isEstimated: true, outputTokens: 3 })]);
  },
);

it('an end under a name of the server’s own is one, and the beginning of a tool call is none', async () => {
  server.answer(answers.streamed(['Your'], { finish: 'eos' }), answers.streamed(['Your'], { finish: 'tool_calls' }));
  expect((await hear(model.stream(call()))).end?.ending).toBe('complete');
  expect((await hear(model.stream(call()))).error).toMatchObject({ code: 'model_output_cut' });
});

it('a text that falls silent in the middle is given up', async () => {
  server.answer(answers.brokenStream(['Your '], 'silent'));
  const { pieces, error } = await hear(model.stream(call({ idleMs: 1_000 })));
  expect(pieces).toEqual(['Your ']);
  expect(error).toMatchObject({ code: 'model_timeout' });
});

it('a text given up before its first word costs the prompt, one given up before it was asked for nothing', async () => {
  const leaving = new AbortController();
  server.always(() => () => leaving.abort());
  const begun = call({ signal: leaving.signal });
  expect((await hear(model.stream(begun))).error).toMatchObject({ code: 'model_aborted' });
  expect(spent).toEqual([{ inputTokens: expect.any(Number), outputTokens: 0, isEstimated: true }]);
  expect(spent[0]?.inputTokens).toBeGreaterThan(10);
  const left = call({ signal: AbortSignal.abort() });
  expect((await hear(model.stream(left))).error).toMatchObject({ code: 'model_aborted' });
  expect(spent).toHaveLength(1);
  expect(server.requests).toHaveLength(1);
});

it('a stream without a word of text is an unusable answer', async () => {
  server.answer(answers.streamed([]), answers.brokenStream([], 'closed'));
  expect((await hear(model.stream(call()))).error).toMatchObject({ code: 'model_output_invalid' });
  expect((await hear(model.stream(call()))).error).toMatchObject({ code: 'model_output_invalid' });
});

it.each([
  [429, 'model_rate_limited'],
  [500, 'model_unavailable'],
  [401, 'model_unauthorised'],
])('a refusal (%i) is %s, silent on the console and quoting nothing', async (status, code) => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  server.answer(answers.failure(status, {}, `${KEY} Where is my order?`));
  const { error } = await hear(model.stream(call()));
  expect(error).toMatchObject({ code, status });
  expect(`${(error as Error).stack}${JSON.stringify(error)}`).not.toMatch(/canary|order\?/);
  expect(printed).not.toHaveBeenCalled();
  expect(spent).toEqual([]);
  printed.mockRestore();
});

it('whoever stops reading ends the request, and pays for what was read', async () => {
  const gone = new Promise<void>((resolve) => {
    server.always(() => (response, request) => {
      response.on('close', resolve);
      answers.brokenStream(['Your ', 'order'], 'silent')(response, request);
    });
  });
  for await (const piece of model.stream(call())) {
    expect(piece).toBe('Your ');
    break;
  }
  await gone;
  expect(spent).toHaveLength(1);
});

it('a caller who leaves gets a named error', async () => {
  const leaving = new AbortController();
  server.answer(answers.brokenStream(['Your '], 'silent'));
  const stream = model.stream(call({ signal: leaving.signal }));
  expect((await stream.next()).value).toBe('Your ');
  leaving.abort();
  await expect(stream.next()).rejects.toMatchObject({ code: 'model_aborted' });
});
