// @vitest-environment happy-dom
import axe from 'axe-core';
import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, expect, it, vi } from 'vitest';
import { type Api, createApi } from '../../desk/web/api.js';
import { AuditLog } from '../../desk/web/settings/audit.js';
import { SignedInContext } from '../../desk/web/signed-in.js';
import type { AuditEntry } from '../../desk/wire/audit.js';
import type { Role } from '../../desk/wire/index.js';
import { plan, press, seen } from './customer-context/sample.js';

afterEach(() => render(null, document.body));

function entry(id: string, over: Partial<AuditEntry>): AuditEntry {
  return { id, at: '2026-07-01T12:00:00.000Z', user: 'Olive', app: null, what: 'plan_changed', detail: null, ...over };
}

const APP = { id: 'app_1', name: 'Shop' };
const PAGES = {
  first: {
    entries: [
      entry('1', { detail: 'plan' }),
      entry('2', { app: APP, what: 'lookup_secret_entered', detail: 'signing_secret' }),
    ],
    next: 'more',
  },
  more: { entries: [entry('3', { app: APP, what: 'secrets_revealed', user: '' })], next: null },
};

function show(role: Role): Api {
  const api: Api = {
    ...createApi(() => Promise.reject(new TypeError('no network')), vi.fn()),
    plan: async () => plan('business'),
    audit: vi.fn(async (_app, after) => (after === 'more' ? PAGES.more : PAGES.first)),
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
          <AuditLog />
        </main>
      </SignedInContext.Provider>
    </LocationProvider>,
    document.body,
  );
  return api;
}

const rows = () =>
  [...document.querySelectorAll('tbody tr')].map((row) =>
    [...row.querySelectorAll('td')].slice(0, 3).map((cell) => cell.textContent),
  );

it('tells the owner who did what to which app, page by page', async () => {
  const api = show('owner');
  await seen('Changed the plan');
  expect(rows()).toEqual([
    ['Changed the planplan', '', 'Olive'],
    ['Entered a Customer Context secretsigning secret', 'Shop', 'Olive'],
  ]);
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  await press('Load more');
  await seen('Looked at the keys');
  expect(rows()[2]).toEqual(['Looked at the keys', 'Shop', 'The desk itself']);
  expect(api.audit).toHaveBeenLastCalledWith(null, 'more');
  expect(document.querySelector('.more')).toBeNull();
});

it('tells members nothing, and asks for nothing', async () => {
  const api = show('member');
  await seen('Only owners can see this');
  expect(api.audit).not.toHaveBeenCalled();
});
