import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../desk/src/lookups/facts.js';
import { changesBetween, plainRows, readShowInstructions } from '../../../desk/src/lookups/rows/index.js';
import type { LookupRow } from '../../../desk/wire/lookups.js';

const CUSTOMER = { type: 'customer', plan: 'Pro', status: 'active', seats: 5, mrr: 49, signedUpAt: '2025-09-01' };

function rows(body: Record<string, unknown>, show = '') {
  return plainRows({ facts: factsOf(body), type: typeof body.type === 'string' ? body.type : null }, show);
}

/** `Label: text`, with the raw value behind it where that differs. */
function told(body: Record<string, unknown>, show = ''): string[] {
  return rows(body, show).rows.map(
    ({ label, text, value }) => `${label}: ${text}${text === String(value) ? '' : ` (${value})`}`,
  );
}

describe("without an instruction, rows are the answer's own fields", () => {
  it('with readable labels and values, in their order; the type heads them', () => {
    expect(told(CUSTOMER)).toEqual([
      'Plan: Pro',
      'Status: active',
      'Seats: 5',
      'MRR: 49',
      'Signed up: 1 September 2025 (2025-09-01)',
    ]);
  });

  it.each([
    ['planName', 'x', 'Plan name'],
    ['plan_name', 'x', 'Plan name'],
    ['plan-name', 'x', 'Plan name'],
    ['PLAN_NAME', 'x', 'Plan name'],
    ['Plan name', 'x', 'Plan name'],
    ['userID', 'x', 'User ID'],
    ['userIds', 'x', 'User IDs'],
    ['HTMLTitle', 'x', 'Html title'],
    ['apiURL', 'x', 'API URL'],
    ['created_at', '2025-09-01T10:30:00Z', 'Created'],
    ['renewsOn', '2025-09-01', 'Renews'],
    ['createdAt', 'yesterday', 'Created at'],
    ['isActive', true, 'Active'],
    ['has_paid', false, 'Paid'],
    ['isActive', 'x', 'Is active'],
    ['größe', 'x', 'Größe'],
    ['--', 'x', '--'],
    ['x2', 'x', 'X2'],
  ])('%s (%j) is labelled "%s"', (key, value, label) => {
    expect(rows({ [key]: value }).rows.map((row) => row.label)).toEqual([label]);
  });

  it('name nested fields by their way, and places of lists from one', () => {
    expect(
      told({ plan: { name: 'Pro', price: { amount: 49 } }, tags: ['vip', 'eu'], orders: [{ id: 'ORD-1' }] }),
    ).toEqual(['Plan › Name: Pro', 'Plan › Price › Amount: 49', 'Tags 1: vip', 'Tags 2: eu', 'Orders 1 › ID: ORD-1']);
  });

  it.each([
    [true, 'boolean', 'Yes'],
    [false, 'boolean', 'No'],
    [0, 'number', '0'],
    [49.5, 'number', '49.5'],
    ['2025-02-28', 'date', '28 February 2025'],
    ['2025-02-30', 'text', '2025-02-30'],
    ['2025-09-01T10:30:00Z', 'time', '1 September 2025, 10:30 UTC'],
    ['2025-09-01T00:30:00.123+02:00', 'time', '31 August 2025, 22:30 UTC'],
    ['2025-09-01 10:30', 'time', '1 September 2025, 10:30'],
    ['2025-09-01T25:00:00Z', 'text', '2025-09-01T25:00:00Z'],
    ['2025', 'text', '2025'],
    ['a\nb\u202ec', 'text', 'a bc'],
  ])('%j is a %s: %s, and the raw value stays', (value, kind, text) => {
    expect(rows({ x: value }).rows).toEqual([{ label: 'X', path: '/x', value, kind, text }]);
  });

  it('leave out what has no value, and more than thirty', () => {
    expect(told({ a: null, b: '', c: ' ', d: 1 })).toEqual(['D: 1']);
    expect(rows(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, index]))).rows).toHaveLength(
      30,
    );
  });
});

describe('a plain "what to show" chooses, orders and words', () => {
  it("as in the document's example", () => {
    const { rows: shown, notFound } = rows(CUSTOMER, 'Show Plan; Status (Active or Inactive); Seats; Monthly revenue.');
    expect(shown).toEqual([
      { label: 'Plan', path: '/plan', value: 'Pro', kind: 'text', text: 'Pro' },
      { label: 'Status', path: '/status', value: 'active', kind: 'text', text: 'Active' },
      { label: 'Seats', path: '/seats', value: 5, kind: 'number', text: '5' },
      { label: 'Monthly revenue', path: '/mrr', value: 49, kind: 'number', text: '49' },
    ]);
    expect(notFound).toEqual([]);
  });

  const BOTH = "If it's an account, show Plan and Status. If it's an order, show Item, Amount, and Fulfillment status.";

  it('by the type of the answer', () => {
    const order = { type: 'order', item: 'Lamp', amount: '49 EUR', fulfillment: 'shipped', plan: 'none' };
    expect(told(order, BOTH)).toEqual(['Item: Lamp', 'Amount: 49 EUR', 'Fulfillment status: shipped']);
    expect(told({ ...CUSTOMER, type: 'account' }, BOTH)).toEqual(['Plan: Pro', 'Status: active']);
    expect(told({ ...CUSTOMER, type: 'Accounts' }, BOTH)).toEqual(['Plan: Pro', 'Status: active']);
  });

  it('without a type, by what fits most', () => {
    expect(told({ item: 'Lamp', amount: 49, status: 'open' }, BOTH)).toEqual(['Item: Lamp', 'Amount: 49']);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['Plan, Seats and Status', CUSTOMER, ['Plan: Pro', 'Seats: 5', 'Status: active']],
    ['Please show the plan and the number of seats', CUSTOMER, ['plan: Pro', 'seats: 5']],
    ['- Plan\n- Status (Active/Inactive)', CUSTOMER, ['Plan: Pro', 'Status: Active (active)']],
    ['1. Seats\n2. Plan', CUSTOMER, ['Seats: 5', 'Plan: Pro']],
    ['Show the following fields:\nPlan\nSeats', CUSTOMER, ['Plan: Pro', 'Seats: 5']],
    ['Display their current plan.', CUSTOMER, ['plan: Pro']],
    ['Show Revenue (mrr), Plan', CUSTOMER, ['Revenue: 49', 'Plan: Pro']],
    ['Show mrr as Revenue; seats as "Team size"', CUSTOMER, ['Revenue: 49', 'Team size: 5']],
    ['Show Signup date', CUSTOMER, ['Signup date: 1 September 2025 (2025-09-01)']],
    ['Show MRR and Signed up', CUSTOMER, ['MRR: 49', 'Signed up: 1 September 2025 (2025-09-01)']],
    ['Show Status (Active or Inactive)', { active: true }, ['Status: Active (true)']],
    ['Show Status (Active or Inactive)', { isActive: false }, ['Status: Inactive (false)']],
    ['Show Paid (Yes or No)', { paid: false }, ['Paid: No (false)']],
    ['Show Paid (No or Yes)', { paid: false }, ['Paid: No (false)']],
    ['Show Status (Active or Inactive)', { status: 'past_due' }, ['Status: past_due']],
    ['Show Status (Trial, Paid or Past due)', { status: 'past_due' }, ['Status: Past due (past_due)']],
    ['Show Plan', { plan: { name: 'Pro', id: 7 } }, ['Plan: Pro']],
    ['Show Plan name', { plan: { name: 'Pro', id: 7 }, name: 'Ana' }, ['Plan name: Pro']],
    ['Show Credits left', { credits_left: 0 }, ['Credits left: 0']],
    ['Show Plan; Discount', { plan: 'Pro', discount: null }, ['Plan: Pro', 'Discount:  (null)']],
    ['For orders: show Item and Amount', { type: 'order', item: 'Lamp', amount: 1 }, ['Item: Lamp', 'Amount: 1']],
    [
      'Show Plan. If it is an order, show Item.',
      { type: 'order', plan: 'Pro', item: 'Lamp' },
      ['Plan: Pro', 'Item: Lamp'],
    ],
  ])('%s', (show, body, wanted) => {
    expect(told(body, show)).toEqual(wanted);
  });

  it('says which labels no field answers, and shows no field that only might be meant', () => {
    expect(rows(CUSTOMER, 'Show Plan; Churn risk')).toMatchObject({
      rows: [{ label: 'Plan' }],
      notFound: ['Churn risk'],
    });
    const cities = { billing: { city: 'Bonn' }, shipping: { city: 'Kiel' }, plan: 'Pro' };
    expect(rows(cities, 'Show Plan; City')).toMatchObject({ rows: [{ label: 'Plan' }], notFound: ['City'] });
    expect(told(cities, 'Show Shipping city')).toEqual(['Shipping city: Kiel']);
    const two = { billingStatus: 'open', shippingStatus: 'sent', plan: 'Pro' };
    expect(rows(two, 'Show Plan; Status')).toMatchObject({ rows: [{ label: 'Plan' }], notFound: ['Status'] });
  });

  it('shows all fields where none of it fits', () => {
    expect(rows({ x: 1 }, 'Show Plan')).toMatchObject({ rows: [{ label: 'X' }], notFound: ['Plan'] });
  });

  it.each([
    'Show everything except the email',
    'Summarise how long they have been a customer',
    'Show Plan, but only if they pay',
    'Show the total of all invoices and convert it to euros',
    'Show Revenue (only above 100, in thousands)',
    'Whether the customer is happy',
    '',
  ])('that is not plain is nobody’s but a model’s: %j', (show) => {
    expect(readShowInstructions(show)).toBeNull();
    expect(told({ plan: 'Pro' }, show)).toEqual(['Plan: Pro']);
  });
});

describe('between two runs', () => {
  const row = (path: string, value: LookupRow['value'], text = String(value)): LookupRow => ({
    label: path.slice(1),
    path,
    value,
    kind: 'text',
    text,
  });

  it('a fact is changed, new or gone by its path and value, not by its label or wording', () => {
    const before = [row('/plan', 'Pro'), row('/seats', 5), row('/old', 1), row('/status', 'active')];
    const after = [
      row('/seats', 6),
      { ...row('/plan', 'Pro', 'Professional'), label: 'Tier' },
      row('/new', null, ''),
      row('/status', 'active'),
    ];
    expect(changesBetween({ rows: before }, { rows: after })).toEqual([
      {
        path: '/seats',
        label: 'seats',
        what: 'changed',
        before: { value: 5, text: '5' },
        after: { value: 6, text: '6' },
      },
      { path: '/new', label: 'new', what: 'added', before: null, after: { value: null, text: '' } },
      { path: '/old', label: 'old', what: 'removed', before: { value: 1, text: '1' }, after: null },
    ]);
    expect(changesBetween({ rows: before }, { rows: before })).toEqual([]);
  });

  it('a fact that is only shown no longer, or now for the first time, is neither gone nor new', () => {
    const paths = ['/plan', '/seats', '/status'];
    const before = { rows: [row('/plan', 'Pro'), row('/old', 1)], paths: [...paths, '/old'] };
    const after = { rows: [row('/seats', 5), row('/new', 2)], paths: [...paths, '/new'] };
    expect(changesBetween(before, after)).toMatchObject([
      { path: '/new', what: 'added' },
      { path: '/old', what: 'removed' },
    ]);
  });
});
