import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import { expect, vi } from 'vitest';
import { type Api, createApi } from '../../../desk/web/api.js';
import { CustomerContext } from '../../../desk/web/settings/customer-context/screen.js';
import { SignedInContext } from '../../../desk/web/signed-in.js';
import type { App, Role } from '../../../desk/wire/index.js';
import type { LookupResult, LookupSettingsPage, LookupTest } from '../../../desk/wire/lookups.js';
import type { OrganisationPlan, PlanName } from '../../../desk/wire/plans.js';
import { at } from '../samples.js';

const APP: App = {
  id: 'app_1',
  name: 'Shop',
  verification: 'optional',
  identity_endpoint: null,
  own_namespace: false,
  created_at: at(0),
};

export function settings(more: Partial<LookupSettingsPage> = {}): LookupSettingsPage {
  return {
    enabled: false,
    method: 'GET',
    url: 'https://api.example.com/context',
    parameter: 'id',
    token_configured: true,
    identify: 'The account ID is in the body after "Account ID:".',
    show: 'Show Plan.',
    exclude_unconfirmed: false,
    token: { current: at(1), previous: null },
    signing_secret: { current: null, previous: null },
    missing: [],
    reading: {
      understood: true,
      rules: [{ from: 'body', when: null, after: ['Account ID:'], prefixes: ['acct_'], shape: null }],
    },
    is_in_plan: true,
    model: null,
    allows_loopback: false,
    updated_at: at(1),
    ...more,
  };
}

export function plan(name: PlanName): OrganisationPlan {
  return {
    plan: name,
    features: name === 'business' ? ['customer_context'] : [],
    monthly_credits: 100,
    has_own_credits: false,
    used_credits: 20,
    left_credits: 80,
    tokens_per_credit: 1_000,
    period: '2026-07',
    renews_at: '2026-08-01T00:00:00.000Z',
    offers: [
      { name: 'free', features: [], monthly_credits: 10 },
      { name: 'business', features: ['customer_context'], monthly_credits: 100 },
    ],
    model: null,
  };
}

export function result(more: Partial<LookupResult> = {}): LookupResult {
  return {
    status: 'ok',
    reason: null,
    at: at(2),
    identifier: 'acct_1',
    reader: 'plain',
    confirmed_for_sender: false,
    is_empty: false,
    heading: 'Customer',
    rows: [{ label: 'Plan', path: '/plan', value: 'pro', kind: 'text', text: 'Pro' }],
    rows_by: 'plain',
    not_found: [],
    links: [],
    summary: null,
    summary_failure: null,
    http_status: 200,
    bytes: 14,
    timing: { extract_ms: 1, fetch_ms: 20, summarise_ms: 2, total_ms: 23 },
    request: {
      method: 'GET',
      url: 'https://api.example.com/context?id=acct_1',
      headers: [{ name: 'Authorization', value: 'Bearer ••••' }],
      body: null,
    },
    ...more,
  };
}

export function test(more: Partial<LookupResult> = {}, call: Partial<LookupTest['call']> = {}): LookupTest {
  const timing = { dns: 1, connect: 2, tls: 3, headers: 10, body: 4, total: 20 };
  return {
    result: result(more),
    reading: settings().reading,
    call: { code: null, step: null, detail: null, timing, ...call },
    credits: { used: 1.5, left: 78.5 },
  };
}

/** The screen before a desk whose one app has these settings. */
export function show(more: Partial<Api> = {}, role: Role = 'owner'): Api {
  const api: Api = {
    ...createApi(() => Promise.reject(new TypeError('no network')), vi.fn()),
    apps: async () => ({ apps: [APP] }),
    plan: async () => plan('business'),
    lookupSettings: vi.fn(async () => settings()),
    saveLookupSettings: vi.fn(async (_app, change) => {
      const { token, signing_secret, ...fields } = change;
      return settings({ ...fields, token: { current: at(3), previous: token ? at(1) : null } });
    }),
    testLookup: vi.fn(async () => test()),
    ...more,
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
          <CustomerContext app={null} />
        </main>
      </SignedInContext.Provider>
    </LocationProvider>,
    document.body,
  );
  return api;
}

/** The control of a label, once it is there. */
export function field(label: string): Promise<HTMLInputElement | HTMLTextAreaElement> {
  return vi.waitFor(() => {
    const found = [...document.querySelectorAll('label')].find((one) => one.textContent?.trim() === label);
    const control = found && (found.htmlFor ? document.getElementById(found.htmlFor) : found.querySelector('input'));
    if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) return control;
    throw new Error(`no field "${label}"`);
  });
}

export async function type(label: string, text: string): Promise<void> {
  const control = await field(label);
  control.value = text;
  control.dispatchEvent(new Event('input', { bubbles: true }));
  // A controlled field is drawn again with what was entered before the next thing happens.
  await new Promise((resolve) => setTimeout(resolve));
}

export async function press(name: string): Promise<void> {
  await vi.waitFor(() => {
    const buttons = [...document.querySelectorAll('button')];
    const found = buttons.find((button) => (button.getAttribute('aria-label') ?? button.textContent) === name);
    if (!found) throw new Error(`no button "${name}" among ${buttons.map((one) => one.textContent).join(', ')}`);
    found.click();
  });
}

export const seen = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text));
