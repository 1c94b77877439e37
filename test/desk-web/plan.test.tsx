// @vitest-environment happy-dom
import axe from 'axe-core';
import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, expect, it, vi } from 'vitest';
import { type Api, createApi } from '../../desk/web/api.js';
import { Plan } from '../../desk/web/settings/plan/plan.js';
import { SignedInContext } from '../../desk/web/signed-in.js';
import type { Role } from '../../desk/wire/index.js';
import type { OrganisationPlan } from '../../desk/wire/plans.js';
import { plan, press, seen } from './customer-context/sample.js';

afterEach(() => render(null, document.body));

function show(role: Role, of: OrganisationPlan = plan('business')): Api {
  const api: Api = {
    ...createApi(() => Promise.reject(new TypeError('no network')), vi.fn()),
    plan: async () => of,
    changePlan: vi.fn(async () => plan('free')),
  };
  const me = {
    user: { id: 'u1', name: 'Olive', email: 'o@example.com' },
    organisation: { id: 'o1', name: 'Acme' },
    role,
  };
  render(
    <LocationProvider>
      <SignedInContext.Provider value={{ api, me, signOut: vi.fn(), onSignedOut: vi.fn() }}>
        <main>
          <Plan />
        </main>
      </SignedInContext.Provider>
    </LocationProvider>,
    document.body,
  );
  return api;
}

it('the plan, its credits and this month’s use are there for everybody, and only owners change them', async () => {
  const api = show('member');
  await seen('20 of 100 used, 80 left');
  await seen('July 2026');
  await seen('New credits on August 1, 2026.');
  expect(document.querySelector('button, input')).toBeNull();
  expect(api.changePlan).not.toHaveBeenCalled();
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});

it('an owner changes the plan after a second yes that says what stops', async () => {
  const api = show('owner');
  await press('Change to Free');
  expect(api.changePlan).not.toHaveBeenCalled();
  await seen('Customer Context stops for every app');
  const agree = [...document.querySelectorAll<HTMLElement>('dialog button')].at(-1);
  agree?.click();
  await vi.waitFor(() => expect(api.changePlan).toHaveBeenCalledExactlyOnceWith({ plan: 'free' }));
  await seen('Change to Business');
});

it('credits of one’s own are a whole number, and blank means the plan’s', async () => {
  const api = show('owner');
  await seen('Credits a month');
  const input = document.querySelector<HTMLInputElement>('input[name=credits]');
  if (!input) throw new Error('no field');
  for (const [text, sent] of [
    ['250', 250],
    ['', null],
  ] as const) {
    input.value = text;
    await press('Save');
    await vi.waitFor(() => expect(api.changePlan).toHaveBeenLastCalledWith({ monthly_credits: sent }));
    await seen('Saved');
  }
  input.value = '1.5';
  await press('Save');
  await seen('Enter a whole number');
  expect(api.changePlan).toHaveBeenCalledTimes(2);
});

it('says that credits are used up only where a model could use them', async () => {
  show('owner', { ...plan('business'), left_credits: 0, model: { name: 'small', host: 'models.example' } });
  await seen('They are used up');
});
