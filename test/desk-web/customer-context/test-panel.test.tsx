// @vitest-environment happy-dom
import { defineContext } from 'convot/context';
import { ConvotError } from 'convot/protocol';
import { render } from 'preact';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RefusedFields } from '../../../desk/web/refused-fields.js';
import { press, seen, settings, show, test, type } from './sample.js';

beforeAll(() => defineContext());
afterEach(() => render(null, document.body));

const MODEL = { name: 'small', host: 'models.example' };

describe('the test panel', () => {
  it('runs one cycle on a sample and shows all of it, the rows as the sidebar does', async () => {
    const api = show();
    await press('Test connection');
    await seen('Your endpoint keeps every rule of the contract.');
    expect(api.testLookup).toHaveBeenCalledExactlyOnceWith('app_1', {
      subject: 'Question about my invoice',
      body: expect.stringContaining('Account ID: acct_12ab34cd'),
      sender_email: 'ada@example.com',
    });
    await seen('found by the plain reader');
    await seen('14 B');
    await seen('Name lookup');
    const sent = document.querySelector<HTMLTextAreaElement>('textarea.sent')?.value;
    expect(sent).toBe('GET https://api.example.com/context?id=acct_1\nAuthorization: Bearer ••••');
    const sidebar = document.querySelector('convot-context')?.shadowRoot;
    await vi.waitFor(() => expect(sidebar?.textContent).toContain('Not confirmed for this sender'));
    expect(sidebar?.querySelector('dl .text')?.textContent).toBe('Pro');
    expect(sidebar?.querySelector('.head')).toBeNull();
    expect(document.activeElement?.textContent).toBe('Result: ok');
  });

  it('says for a broken rule what to do, and at which step the call ended', async () => {
    const broken = { status: 'fetch_error', reason: 'timeout', rows: [], http_status: null, bytes: null } as const;
    show({ testLookup: async () => test(broken, { code: 'timeout', step: 'headers', detail: null }) });
    await press('Test connection');
    await seen('The whole call took longer than 5 seconds.');
    await seen('Ended at: Waiting for the answer');
    expect(document.body.textContent).not.toContain('keeps every rule');
  });

  it('says what to do when nothing could be read', async () => {
    const unread = { status: 'no_identifier', reason: 'instruction_unclear', identifier: null, request: null } as const;
    show({ testLookup: async () => ({ ...test(unread), call: null }) });
    await press('Test connection');
    await seen('Name a label, a beginning or a pattern');
    await seen('No request was sent.');
  });

  it('explains an empty answer', async () => {
    show({ testLookup: async () => test({ is_empty: true, rows: [] }) });
    await press('Test connection');
    await seen('your endpoint has no data for it');
  });

  it('says before what credits it uses, and after what it used', async () => {
    show({ lookupSettings: async () => settings({ model: MODEL }) });
    await seen('80 left this month');
    await press('Test connection');
    await seen('1.5 used, 78.5 left');
    render(null, document.body);
    show();
    await seen('Uses no AI credits');
  });

  it('saves first what was entered, and runs nothing when that is refused', async () => {
    const api = show();
    await type('API URL', 'https://x.example');
    await press('Save and test');
    await seen('Result');
    expect(api.saveLookupSettings).toHaveBeenCalledOnce();
    render(null, document.body);
    const saveLookupSettings = () => Promise.reject(new RefusedFields([{ field: 'url', fault: 'not_https' }]));
    const refused = show({ saveLookupSettings });
    await type('API URL', 'http://x.example');
    await press('Save and test');
    await seen('Only https:// addresses are called.');
    await seen('Save and test');
    expect(refused.testLookup).not.toHaveBeenCalled();
  });

  it('says what to do when the desk refuses', async () => {
    show({ testLookup: () => Promise.reject(new ConvotError('too_many_requests')) });
    await press('Test connection');
    await seen('Wait a minute, then try again.');
  });

  it('has a table of what each status means', async () => {
    show();
    await seen('What each status means');
    const statuses = [...document.querySelectorAll('.statuses dt')].map((term) => term.textContent);
    expect(statuses).toEqual(['ok', 'no_identifier', 'fetch_error', 'skipped_credits', 'disabled']);
  });
});
