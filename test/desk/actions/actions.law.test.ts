import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ActionDefinition,
  type ActionTemplate,
  type ActionValues,
  compileAction,
  renderAction,
} from '../../../desk/src/actions/index.js';

const RUNS = 1_000;

/** What a page, a visitor or a token could try in order to leave its slot. */
const HOSTILE = [
  '\r\nX-Admin: 1',
  '\n\nGET /admin HTTP/1.1',
  '"}, "admin": true, "x": {"',
  '&admin=1',
  '#fragment',
  '?a=b',
  '../../../etc/passwd',
  '//evil.example/',
  '@evil.example',
  '{{integrations.stripe.customerId}}',
  '{{secret.key}}',
  '%0d%0aX: y',
  '\\u0022',
  '\\',
  '"',
  "'",
  ' ',
  '',
  '\0',
  '\u2028',
  '\u{1f600}',
  '\ud800',
  '__proto__',
  'constructor',
  '+',
  '%',
  ';',
  'é',
  '\t',
];
const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...HOSTILE), { minLength: 2, maxLength: 5 }).map((parts) => parts.join('')),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY),
  fc.constant({ nested: '"}' }),
  fc.constant(['a', '\r\n']),
);

const DEFINITION: ActionDefinition = {
  method: 'POST',
  url: 'https://api.example.com/v1/orders?fixed=1&who={{userDetail.slot}}&end=2',
  headers: [
    { name: 'Authorization', value: 'Bearer fixed' },
    { name: 'X-Slot', value: 'a-{{userDetail.slot}}-z' },
  ],
  body: {
    kind: 'json',
    text: '{"text": "a-{{userDetail.slot}}-z", "value": {{userDetail.slot}}, "fixed": {"deep": [1]}}',
  },
  parameters: [],
  secrets: [],
};

/** One slot of the five at a time, so that what another refuses hides nothing. */
const IN_QUERY: ActionDefinition = { ...DEFINITION, headers: [], body: { kind: 'none' } };
const IN_HEADER: ActionDefinition = { ...DEFINITION, url: 'https://api.example.com/v1/orders', body: { kind: 'none' } };
const IN_STRING: ActionDefinition = {
  ...IN_HEADER,
  headers: [],
  body: { kind: 'json', text: '{"text": "a-{{userDetail.slot}}-z", "fixed": {"deep": [1]}}' },
};
const AS_VALUE: ActionDefinition = {
  ...IN_STRING,
  body: { kind: 'json', text: '{"value": {{userDetail.slot}}, "b": 1}' },
};
const IN_FORM: ActionDefinition = {
  ...IN_HEADER,
  headers: [],
  body: {
    kind: 'form',
    fields: [
      { name: 'fixed', value: 'one & two' },
      { name: 'slot', value: 'a-{{userDetail.slot}}-z' },
      { name: 'end', value: '' },
    ],
  },
};

function compiled(definition: ActionDefinition): ActionTemplate {
  const { template, faults } = compileAction(definition);
  if (!template) throw new Error(JSON.stringify(faults));
  return template;
}

function valuesWith(slot: unknown): ActionValues {
  return { userDetail: { slot }, integrations: {}, contact: {}, secret: {}, parameters: {} };
}

/** Holds for every value: either no call and a named reason, or what `holds` says of the request. */
function forAll(
  definition: ActionDefinition,
  holds: (request: Request, value: unknown) => void,
): { made: number; refused: number } {
  const template = compiled(definition);
  const counts = { made: 0, refused: 0 };
  fc.assert(
    fc.property(hostile, (value) => {
      const { request, fault } = renderAction(template, valuesWith(value));
      if (fault) {
        counts.refused += 1;
        expect(fault.placeholder).toBe('userDetail.slot');
        expect(isRefusable(value)).toBe(true);
        return;
      }
      counts.made += 1;
      // A reader of its own: what a server would make of it.
      holds(new Request(request.url, request), value);
      expect(request.method).toBe('POST');
      expect(new URL(request.url).origin + new URL(request.url).pathname).toBe('https://api.example.com/v1/orders');
    }),
    { numRuns: RUNS, seed: 5 },
  );
  return counts;
}

/** A value that some slot may refuse. */
function isRefusable(value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'object') return true;
  return /[^\t\x20-\x7e\x80-\xff]/.test(String(value)) || (typeof value === 'number' && !Number.isFinite(value));
}

const lines = (request: Request) => [...request.headers].map(([name]) => name).sort();

describe('a hostile value changes the request inside its slot alone', () => {
  test('of the query', () => {
    const { made, refused } = forAll(IN_QUERY, ({ url, headers }, value) => {
      const { searchParams, hash } = new URL(url);
      expect([...searchParams]).toEqual([
        ['fixed', '1'],
        ['who', String(value)],
        ['end', '2'],
      ]);
      expect(hash).toBe('');
      expect([...headers]).toEqual([]);
    });
    expect(made).toBeGreaterThan(RUNS / 3);
    expect(refused).toBeGreaterThan(0);
  });

  test('of a header', () => {
    const { made } = forAll(IN_HEADER, (request, value) => {
      expect(lines(request)).toEqual(['authorization', 'x-slot']);
      expect(request.headers.get('x-slot')).toBe(`a-${value}-z`);
      expect(request.headers.get('authorization')).toBe('Bearer fixed');
    });
    expect(made).toBeGreaterThan(RUNS / 5);
  });

  test('of a string in JSON', () => {
    const template = compiled(IN_STRING);
    forAll(IN_STRING, (_, value) => {
      const { request } = renderAction(template, valuesWith(value));
      expect(JSON.parse(String(request?.body))).toEqual({ text: `a-${value}-z`, fixed: { deep: [1] } });
    });
  });

  test('of a whole value in JSON', () => {
    const template = compiled(AS_VALUE);
    forAll(AS_VALUE, (_, value) => {
      const { request } = renderAction(template, valuesWith(value));
      // JSON has one zero.
      expect(JSON.parse(String(request?.body))).toEqual({ value: Object.is(value, -0) ? 0 : value, b: 1 });
    });
  });

  test('of a form', () => {
    const template = compiled(IN_FORM);
    forAll(IN_FORM, (_, value) => {
      const { request } = renderAction(template, valuesWith(value));
      expect([...new URLSearchParams(String(request?.body))]).toEqual([
        ['fixed', 'one & two'],
        ['slot', `a-${value}-z`],
        ['end', ''],
      ]);
    });
  });
});
