// @vitest-environment happy-dom
import axe from 'axe-core';
import { ConvotError } from 'convot/protocol';
import { render } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RefusedFields } from '../../../desk/web/refused-fields.js';
import { field, plan, press, seen, settings, show, type } from './sample.js';

afterEach(() => {
  render(null, document.body);
  history.replaceState(null, '', '/');
});

describe('who sees the settings', () => {
  it('a member is told that owners do, and nothing is asked of the desk', async () => {
    const api = show({}, 'member');
    await seen('Only owners can see this');
    expect(api.lookupSettings).not.toHaveBeenCalled();
    expect(document.querySelector('form')).toBeNull();
  });

  it('an owner on another plan is shown the way to the plans', async () => {
    const api = show({ plan: async () => plan('free') });
    await seen('Your plan does not include Customer Context');
    expect(document.querySelector('a.button')?.getAttribute('href')).toBe('/settings/plan');
    expect(api.lookupSettings).not.toHaveBeenCalled();
  });
});

describe('the settings', () => {
  it('have every field, with names that a screen reader finds', async () => {
    show({ lookupSettings: async () => settings({ token: { current: '2026-07-01', previous: '2026-06-01' } }) });
    for (const label of [
      'API URL',
      'Identifier parameter',
      'Bearer token',
      'Signing secret (optional)',
      'How to identify the customer',
      'What to show in the sidebar',
      'Enable customer context',
      'Leave facts of unconfirmed senders out of drafts',
      'GET',
      'POST',
    ]) {
      expect(await field(label), label).toBeTruthy();
    }
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });

  it('send what was changed alone, and a blank token never', async () => {
    const api = show();
    await type('API URL', ' https://api.example.com/other ');
    await press('Save');
    await seen('Saved');
    expect(api.saveLookupSettings).toHaveBeenCalledExactlyOnceWith('app_1', { url: 'https://api.example.com/other' });
  });

  it('send a new token once, and the field is blank again', async () => {
    const api = show();
    await type('Bearer token', 'new-secret');
    await seen('The former is kept until you forget it');
    await press('Save');
    await seen('Saved');
    expect(api.saveLookupSettings).toHaveBeenCalledExactlyOnceWith('app_1', { token: 'new-secret' });
    expect((await field('Bearer token')).value).toBe('');
    expect(document.body.innerHTML).not.toContain('new-secret');
    await seen('Go back to the former');
  });

  it('name each wrong field, put the focus on the first, and keep what was entered', async () => {
    const faults = [
      { field: 'url', fault: 'not_https' },
      { field: 'signing_secret', fault: 'not_64_hex' },
    ] as const;
    show({ saveLookupSettings: () => Promise.reject(new RefusedFields(faults)) });
    await type('API URL', 'http://api.example.com');
    await press('Save');
    await seen('Nothing was saved: 2 fields need a correction.');
    await seen('Only https:// addresses are called.');
    await seen('Enter 64 characters');
    const url = await field('API URL');
    expect(url.getAttribute('aria-invalid')).toBe('true');
    expect(url.value).toBe('http://api.example.com');
    expect(document.activeElement).toBe(url);
  });

  it('say what to do when the desk cannot be reached', async () => {
    show({ saveLookupSettings: () => Promise.reject(new ConvotError('offline')) });
    await type('API URL', 'https://x.example');
    await press('Save');
    await seen('The desk cannot be reached');
  });

  it('forget and restore a token only after a second yes', async () => {
    const forgetLookupSecret = vi.fn(async () => settings());
    const former = settings({ token: { current: '2026-07-01', previous: '2026-06-01' } });
    show({ lookupSettings: async () => former, forgetLookupSecret });
    await press('Forget the former: bearer token');
    expect(forgetLookupSecret).not.toHaveBeenCalled();
    await press('Forget it');
    await vi.waitFor(() => expect(forgetLookupSecret).toHaveBeenCalledExactlyOnceWith('app_1', 'token', 'previous'));
  });

  it('show what the plain reader understood, or what it did not', async () => {
    show();
    await seen('The value in the body after “Account ID:”, beginning with “acct_”.');
    render(null, document.body);
    show({
      lookupSettings: async () =>
        settings({ reading: { understood: false, reason: 'unknown_words', detail: 'somewhere near' } }),
    });
    await seen('It does not know: “somewhere near”.');
  });

  it('say loudly that loopback is allowed, that there is no model, and what is missing', async () => {
    show({
      lookupSettings: async () => settings({ allows_loopback: true, missing: [{ field: 'token', fault: 'missing' }] }),
    });
    await seen('CONVOT_ALLOW_LOOPBACK is on');
    await seen('No model configured');
    await seen('Before a lookup can run, fill in: Bearer token.');
  });
});

describe('what is not saved', () => {
  it('asks before a link leaves, stays on Stay, and goes on Leave', async () => {
    show();
    await type('API URL', 'https://x.example');
    const link = document.querySelector<HTMLAnchorElement>('nav a[href="/settings/plan"]');
    link?.click();
    const dialog = [...document.querySelectorAll('dialog')].find((one) => one.open);
    expect(dialog?.textContent).toContain('Leave without saving?');
    expect(location.pathname).toBe('/');
    await press('Stay');
    expect(dialog?.open).toBe(false);
    link?.click();
    await press('Leave');
    await vi.waitFor(() => expect(location.pathname).toBe('/settings/plan'));
  });

  it('asks nothing when nothing was changed', async () => {
    show();
    await field('API URL');
    document.querySelector<HTMLAnchorElement>('nav a[href="/settings/plan"]')?.click();
    expect([...document.querySelectorAll('dialog')].some((one) => one.open)).toBe(false);
  });
});
