import { describe, expect, test } from 'vitest';
import {
  type ActionDefinition,
  type ActionValues,
  compileAction,
  renderAction,
} from '../../../desk/src/actions/index.js';

const REFUND: ActionDefinition = {
  method: 'POST',
  url: 'https://api.example.com/refunds?customer={{integrations.stripe.customerId}}',
  headers: [{ name: 'Authorization', value: 'Bearer {{secret.api_key}}' }],
  body: { kind: 'json', text: '{"email":"{{userDetail.email}}","amount":{{amount}},"why":"{{reason}}"}' },
  parameters: [
    { name: 'amount', type: 'number' },
    { name: 'reason', type: 'text' },
  ],
  secrets: ['api_key'],
};

const VALUES: ActionValues = {
  userDetail: { email: 'ada@example.com' },
  integrations: { stripe: { customerId: 'cus_1815' } },
  contact: {},
  secret: { api_key: 'sk_canary' },
  parameters: { amount: 12.5, reason: 'late & "broken"\nthe second time' },
};

function rendered(change: Partial<ActionDefinition>, values: Partial<ActionValues> = {}) {
  const { template, faults } = compileAction({ ...REFUND, ...change });
  if (!template) throw new Error(JSON.stringify(faults));
  return renderAction(template, { ...VALUES, ...values });
}

const faultsOf = (change: Partial<ActionDefinition>) => compileAction({ ...REFUND, ...change }).faults;

describe('an action', () => {
  test('is filled from the roots that it names', () => {
    expect(rendered({}).request).toEqual({
      method: 'POST',
      url: 'https://api.example.com/refunds?customer=cus_1815',
      headers: { Authorization: 'Bearer sk_canary', 'Content-Type': 'application/json' },
      body: '{"email":"ada@example.com","amount":12.5,"why":"late & \\"broken\\"\\nthe second time"}',
    });
  });

  test('is shown with secrets and integrations masked', () => {
    const shown = JSON.stringify(rendered({}).shown);
    expect(shown).toContain('ada@example.com');
    expect(shown).not.toContain('sk_canary');
    expect(shown).not.toContain('cus_1815');
  });

  test('sends form fields', () => {
    const fields = [
      { name: 'customer', value: '{{integrations.stripe.customerId}}' },
      { name: 'why now', value: '{{reason}}' },
    ];
    const { request } = rendered({ body: { kind: 'form', fields } });
    expect(request?.body).toBe('customer=cus_1815&why+now=late+%26+%22broken%22%0Athe+second+time');
    expect(request?.headers['Content-Type']).toBe('application/x-www-form-urlencoded');
  });

  test('keeps a content type of its own', () => {
    const headers = [{ name: 'content-type', value: 'application/vnd.api+json' }];
    expect(rendered({ headers }).request?.headers).toEqual({ 'content-type': 'application/vnd.api+json' });
  });
});

describe('no call is made', () => {
  test.each([
    ['for a missing value', { userDetail: {} }, 'value_missing', 'userDetail.email'],
    ['for a null', { userDetail: { email: null } }, 'value_missing', 'userDetail.email'],
    [
      'for what only a prototype has',
      { userDetail: Object.create({ email: 'x' }) },
      'value_missing',
      'userDetail.email',
    ],
    ['for an object in a text', { userDetail: { email: { a: 1 } } }, 'value_type', 'userDetail.email'],
    ['for no number', { parameters: { amount: Number.NaN, reason: '' } }, 'value_type', 'amount'],
    ['for a line break in a header', { secret: { api_key: 'a\r\nX: y' } }, 'value_line_break', 'secret.api_key'],
    ['for what no header can hold', { secret: { api_key: '😀' } }, 'value_text', 'secret.api_key'],
    [
      'for a line break in the query',
      { integrations: { stripe: { customerId: '\n' } } },
      'value_line_break',
      'integrations.stripe.customerId',
    ],
    ['for half a character', { userDetail: { email: '\ud800' } }, 'value_text', 'userDetail.email'],
  ] as const)('%s', (_, values, code, placeholder) => {
    expect(rendered({}, values as Partial<ActionValues>)).toEqual({
      request: null,
      shown: null,
      fault: { code, placeholder },
    });
  });

  test.each(['constructor', '__proto__', 'toString', 'stripe.__proto__.x', 'stripe.customerId.length'])(
    'for integrations.%s',
    (path) => {
      const url = `https://api.example.com/?x={{integrations.${path}}}`;
      expect(rendered({ url }).fault?.code).toBe('value_missing');
    },
  );
});

describe('a definition is refused', () => {
  test.each([
    ['a placeholder in the host', { url: 'https://{{userDetail.host}}/' }, 'url', 'placeholder_in_address'],
    ['a placeholder in the path', { url: 'https://a.example/{{userDetail.id}}?x=1' }, 'url', 'placeholder_in_address'],
    [
      'a placeholder as a name in the query',
      { url: 'https://a.example/?{{userDetail.id}}=1' },
      'url',
      'placeholder_in_address',
    ],
    [
      'a placeholder in the fragment',
      { url: 'https://a.example/?x=1#{{userDetail.id}}' },
      'url',
      'placeholder_in_address',
    ],
    ['no address', { url: 'api.example.com' }, 'url', 'url_invalid'],
    ['another scheme', { url: 'ftp://a.example/' }, 'url', 'url_invalid'],
    ['an unknown root', { url: 'https://a.example/?x={{custom_data.plan}}' }, 'url', 'placeholder_unknown'],
    ['an unknown parameter', { url: 'https://a.example/?x={{size}}' }, 'url', 'placeholder_unknown'],
    ['an unknown secret', { headers: [{ name: 'A', value: '{{secret.other}}' }] }, 'headers.0', 'placeholder_unknown'],
    [
      'another field of the contact',
      { headers: [{ name: 'A', value: '{{contact.name}}' }] },
      'headers.0',
      'placeholder_unknown',
    ],
    ['an open brace', { headers: [{ name: 'A', value: '{{reason' }] }, 'headers.0', 'placeholder_unfinished'],
    [
      'a header that the connection sets',
      { headers: [{ name: 'Host', value: 'b.example' }] },
      'headers.0',
      'header_invalid',
    ],
    ['a header with a line break', { headers: [{ name: 'A', value: 'b\r\nC: d' }] }, 'headers.0', 'header_invalid'],
    [
      'a header twice',
      {
        headers: [
          { name: 'A', value: '1' },
          { name: 'a', value: '2' },
        ],
      },
      'headers.1',
      'header_repeated',
    ],
    ['broken JSON', { body: { kind: 'json', text: '{"a": {{reason}}' } }, 'body', 'json_invalid'],
    ['a body with GET', { method: 'GET' }, 'body', 'body_not_allowed'],
    [
      'a parameter named like a root',
      { parameters: [{ name: 'contact', type: 'text' }] },
      'parameters.0',
      'parameter_invalid',
    ],
  ] as const)('for %s', (_, change, field, code) => {
    expect(faultsOf(change as Partial<ActionDefinition>)).toContainEqual(expect.objectContaining({ field, code }));
  });

  test('for nothing that is right', () => {
    expect(faultsOf({})).toBeNull();
    expect(faultsOf({ body: { kind: 'json', text: '{"a":{"b":"{{reason}}"}}' } })).toBeNull();
    expect(faultsOf({ url: 'https://a.example/?q={{contact.email}}&r={{contact.external_id}}' })).toBeNull();
  });
});
