// @vitest-environment happy-dom
import { ConvotError } from 'convot/protocol';
import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Api, createApi } from '../../desk/web/api.js';
import { AppPage } from '../../desk/web/settings/app-page.js';
import { SignedInContext } from '../../desk/web/signed-in.js';
import type { App, AppSecret, Role } from '../../desk/wire/index.js';
import { at } from './samples.js';

const KEY = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const FORMER = 'aabbccddeeff00112233445566778899';

const APP: App = {
  id: 'app_1',
  name: 'Shop',
  verification: 'optional',
  identity_endpoint: null,
  own_namespace: false,
  created_at: at(0),
};

const secret = (state: AppSecret['state'], value: string): AppSecret => ({
  kind: 'identity_key',
  id: `key_${state}`,
  state,
  value,
  created_at: at(0),
});

/** The app's page before a desk that has one key. */
function show(role: Role, more: Partial<Api> = {}) {
  const api: Api = {
    ...createApi(() => Promise.reject(new TypeError('no network')), vi.fn()),
    apps: async () => ({ apps: [APP] }),
    stub: async () => '/* stub */',
    audit: async () => ({ entries: [], next: null }),
    revealSecrets: vi.fn(async () => ({ secrets: [secret('current', KEY)] })),
    rotateSecret: vi.fn(async () => ({ secrets: [secret('current', 'ff'), secret('previous', FORMER)] })),
    endPreviousSecret: vi.fn(async () => ({ secrets: [secret('current', 'ff')] })),
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
        <AppPage id="app_1" />
      </SignedInContext.Provider>
    </LocationProvider>,
    document.body,
  );
  return api;
}

async function press(name: string): Promise<void> {
  await vi.waitFor(() => {
    const buttons = [...document.querySelectorAll('button')];
    const found = buttons.find((button) => (button.getAttribute('aria-label') ?? button.textContent) === name);
    if (!found) throw new Error(`no button "${name}"`);
    found.click();
  });
}

const seen = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text));
const gone = (text: string) => vi.waitFor(() => expect(document.body.textContent).not.toContain(text));

afterEach(() => render(null, document.body));

describe('an app’s keys', () => {
  it('are asked for only when an owner wants to see them, and leave with Hide', async () => {
    const api = show('owner');
    await seen('Keys');
    expect(api.revealSecrets).not.toHaveBeenCalled();
    expect(document.body.textContent).not.toContain(KEY);
    await press('Show keys');
    await seen(KEY);
    expect(api.revealSecrets).toHaveBeenCalledExactlyOnceWith('app_1');
    await press('Hide');
    await gone(KEY);
  });

  it('change only after the dialog was agreed to, and two are live until the former is ended', async () => {
    const api = show('owner');
    await press('Show keys');
    await press('Rotate: Encryption key');
    expect(api.rotateSecret).not.toHaveBeenCalled();
    await press('Cancel');
    expect(api.rotateSecret).not.toHaveBeenCalled();
    await press('Make a new one');
    await seen(FORMER);
    expect(api.rotateSecret).toHaveBeenCalledExactlyOnceWith('app_1', 'identity_key');
    await press('End it');
    await gone(FORMER);
    expect(api.endPreviousSecret).toHaveBeenCalledExactlyOnceWith('app_1', 'identity_key');
  });

  it('say what to do when the desk refuses', async () => {
    show('owner', { revealSecrets: () => Promise.reject(new ConvotError('forbidden')) });
    await press('Show keys');
    await seen('Ask an owner of your organisation');
  });

  it('are nowhere on a member’s page, whose settings are there to read', async () => {
    const api = show('member');
    await seen('Only owners of your organisation can change these settings');
    expect(document.body.textContent).not.toContain('Show keys');
    expect(document.body.textContent).not.toContain('Audit log');
    const changeable = [...document.querySelectorAll('input')].filter(
      (input) => !input.disabled && !input.closest('fieldset[disabled]'),
    );
    expect(changeable).toHaveLength(0);
    expect(api.revealSecrets).not.toHaveBeenCalled();
  });
});
