import { expect, test } from 'vitest';
import { createVisitor } from '../../src/shims/visitor.js';
import { recordedClient } from '../client/recorded-client.js';
import { afterThisTask } from './saying.js';

const ADA = { email: 'ada@example.com' };

test('what a visitor without a name told does not outlive a reset', async () => {
  const client = recordedClient();
  const visitor = createVisitor(client);
  visitor.tell({}, { cart: 3 });
  await afterThisTask();
  visitor.tell({}, { seen: 'pricing' });
  visitor.reset();
  visitor.tell(ADA, {});
  await afterThisTask();
  expect(client.calls).toEqual([
    ['update', { cart: 3 }],
    ['update', { seen: 'pricing' }],
    ['reset'],
    ['identify', { ...ADA, custom_data: {} }],
  ]);
});

test('it is told again once, not with each later name', async () => {
  const client = recordedClient();
  const visitor = createVisitor(client);
  visitor.tell({}, { cart: 3 });
  await afterThisTask();
  visitor.tell(ADA, {});
  await afterThisTask();
  visitor.tell(ADA, { plan: 'pro' });
  await afterThisTask();
  visitor.tell({ email: 'grace@example.com' }, {});
  await afterThisTask();
  expect(client.calls).toEqual([
    ['update', { cart: 3 }],
    ['identify', { ...ADA, custom_data: { cart: 3 } }],
    ['identify', { ...ADA, custom_data: { plan: 'pro' } }],
    ['identify', { email: 'grace@example.com', custom_data: {} }],
  ]);
});
