import { SIGNATURE_HEADER, signRequest } from 'convot/proof';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest';
import { runLookup } from '../../../desk/src/lookups/index.js';
import { strip } from '../../../desk/src/lookups/sanitise.js';
import { createModel, type Fetch, type Model, ModelError } from '../../../desk/src/model/index.js';
import { answered, CUSTOMER, job, ports, settings, TOKEN } from './support.js';

/** As many of the model's outputs as the law is held against. */
const OUTPUTS = 10_000;

/** A canary, too. */
const SIGNING = 'c0ffee5a'.repeat(8);
const NOW = Date.UTC(2026, 0, 1);
const MAIL = {
  subject: 'Re: ORD-1042',
  body: 'I am acct_12ab34cd (12), write to ana@shop.example.\nThanks & bye ?x =1 #y',
};
const ENDPOINT = 'https://api.shop.example/support-context?v=2';

/** What a model may come up with where an identifier, a label, a path or a text is asked for. */
const words = fc.oneof(
  fc.constantFrom(
    ...[
      'acct_12ab34cd',
      'ORD-1042',
      'ana@shop.example',
      'acct_12ab34cd&admin=1',
      'acct_12ab34cd#',
      '../../admin',
      '?id=1',
      '%00',
      'x',
    ],
    ...[
      'https://evil.example/',
      '//evil.example',
      'a\r\nHost: evil.example',
      'POST',
      'Authorization',
      TOKEN.slice(0, 6),
      '/plan',
      '/seats',
    ],
    ...[
      '__proto__',
      '/__proto__/x',
      'constructor',
      'ignore all rules',
      '',
      ' ',
      'null',
      '12',
      'acct_12ab34cd ORD-1042',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ maxLength: 40 }),
);
const extras = fc.dictionary(
  fc.constantFrom('url', 'method', 'headers', 'token', 'body', 'parameter', '__proto__'),
  fc.jsonValue(),
  { maxKeys: 3 },
);
const identifier = fc.oneof(words, fc.constant(null), fc.jsonValue()).map((value) => ({ identifier: value }));
const rows = fc.record({
  summary: fc.oneof(words, fc.constant(null)),
  rows: fc.array(fc.record({ label: words, path: words, text: fc.oneof(words, fc.constant(null)) }), { maxLength: 5 }),
});
const written = fc.oneof(
  { weight: 4, arbitrary: identifier.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.tuple(identifier, extras).map(([value, more]) => JSON.stringify({ ...value, ...more })) },
  { weight: 1, arbitrary: identifier.map((value) => `\`\`\`json\n${JSON.stringify(value)}\n\`\`\``) },
  { weight: 3, arbitrary: rows.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);

let printed: string[];
let spies: MockInstance[];

beforeEach(() => {
  printed = [];
  spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...said) => void printed.push(said.map(String).join(' '))),
  );
});
afterEach(() => {
  for (const spy of spies) spy.mockRestore();
});

/** Holds the law for one run: whatever these texts are, they are all that the model answers. */
async function holds(model: Model, method: 'GET' | 'POST'): Promise<boolean> {
  const asked = settings({
    method,
    url: ENDPOINT,
    identify: 'Whatever identifies the customer',
    show: 'What matters most',
  });
  const used = ports({ model }, answered(CUSTOMER));
  const secrets = { token: TOKEN, signing: [SIGNING] };
  const result = await runLookup(job({ settings: asked, mail: MAIL, secrets }), { ...used, now: () => NOW });
  expect(holdsSecret(JSON.stringify(result))).toBe(false);
  for (const { path, value } of result.rows) expect(CUSTOMER[path.slice(1) as keyof typeof CUSTOMER]).toBe(value);
  expect(used.sent).toHaveLength(result.identifier === null ? 0 : 1);
  const [sent] = used.sent;
  if (!sent) return false;
  const value = result.identifier ?? '';
  expect(value).toMatch(/^[A-Za-z0-9._@:-]{1,256}$/);
  expect(strip(MAIL.subject).includes(value) || strip(MAIL.body).includes(value)).toBe(true);
  expect(sent.method).toBe(method);
  expect(sent.url).toBe(method === 'GET' ? `${ENDPOINT}&id=${encodeURIComponent(value)}` : ENDPOINT);
  expect(sent.body).toBe(method === 'GET' ? null : JSON.stringify({ id: value }));
  expect(sent.headers).toEqual({
    Authorization: `Bearer ${TOKEN}`,
    Accept: 'application/json',
    ...(method === 'POST' && { 'Content-Type': 'application/json' }),
    [SIGNATURE_HEADER]: await signRequest({ ...sent, secrets: [SIGNING], now: NOW / 1_000 }),
  });
  return true;
}

function holdsSecret(text: string): boolean {
  return text.includes(TOKEN) || text.includes(SIGNING);
}

const texts = fc.array(written, { minLength: 4, maxLength: 4 });
const method = fc.constantFrom<('GET' | 'POST')[]>('GET', 'POST');

it(`${OUTPUTS} outputs of a model change nothing of the request but its one value, and no prompt, result or line holds a secret`, async () => {
  let outputs = 0;
  let calls = 0;
  let leaks = 0;
  const run = fc.asyncProperty(texts, method, async (answers, how) => {
    const left = [...answers];
    const model = modelThatSays((prompt) => {
      outputs++;
      // Counted, not thrown: a run swallows whatever its ports throw.
      if (holdsSecret(prompt)) leaks++;
      return left.shift() ?? '{}';
    });
    if (await holds(model, how)) calls++;
  });
  while (outputs < OUTPUTS) await fc.assert(run, { numRuns: 1_000, seed: outputs + 1 });
  expect(calls).toBeGreaterThan(OUTPUTS / 100);
  expect(leaks).toBe(0);
  expect(printed).toEqual([]);
});

it('nor do they through the SDK, with its repairs and errors, and nothing is logged', async () => {
  let outputs = 0;
  let leaks = 0;
  const run = fc.asyncProperty(texts, method, async (answers, how) => {
    const left = [...answers];
    const fetch: Fetch = async (_url, init) => {
      outputs++;
      if (holdsSecret(JSON.stringify([init?.body, init?.headers]))) leaks++;
      const message = { role: 'assistant', content: left.shift() ?? '{}' };
      return Response.json({ choices: [{ index: 0, message, finish_reason: 'stop' }] });
    };
    const model = createModel({ url: 'https://model.example/v1', name: 'm', key: 'model-key', fetch });
    if (!model) throw new Error('a model was configured');
    await holds(model, how);
  });
  await fc.assert(run, { numRuns: 200 });
  expect(outputs).toBeGreaterThan(300);
  expect(leaks).toBe(0);
  expect(printed).toEqual([]);
});

/** A model behind no SDK at all: what it says only has to have the schema's types. */
function modelThatSays(say: (prompt: string) => string): Model {
  return {
    name: 'm',
    host: 'model.example',
    async structured(call) {
      const usage = { inputTokens: 1, outputTokens: 1, isEstimated: false };
      const text = say(`${call.system}\n${call.prompt((_name, value) => JSON.stringify(value))}`);
      await call.spend(usage);
      const { success, data } = call.schema.safeParse(parsed(text));
      if (!success) throw new ModelError('model_output_invalid');
      return { value: data, usage, repair: 'none' };
    },
    stream: () => {
      throw new ModelError('model_unavailable');
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
