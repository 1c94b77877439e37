// @vitest-environment happy-dom
import axe from 'axe-core';
import { ConvotError } from 'convot/protocol';
import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, expect, it, vi } from 'vitest';
import { type Api, createApi } from '../../desk/web/api.js';
import { MessageItem } from '../../desk/web/inbox/message.js';
import { sizeText } from '../../desk/web/locales/email-en.js';
import { RefusedFields } from '../../desk/web/refused-fields.js';
import { EmailScreen } from '../../desk/web/settings/email/screen.js';
import { SignedInContext } from '../../desk/web/signed-in.js';
import type {
  EmailFieldFault,
  EmailSettingsPage,
  MessageEmail,
  MessageEmailIn,
  MessageEmailOut,
  ReceivedMail,
} from '../../desk/wire/emails.js';
import type { App, Role } from '../../desk/wire/index.js';
import { field, press, seen, type } from './customer-context/sample.js';
import { at, message } from './samples.js';

afterEach(() => render(null, document.body));

const APP: App = {
  id: 'app_1',
  name: 'Shop',
  verification: 'optional',
  identity_endpoint: null,
  own_namespace: false,
  created_at: at(0),
};

function received(id: string, more: Partial<ReceivedMail> = {}): ReceivedMail {
  return {
    id,
    at: at(1),
    via: 'post',
    inbox: 'support@shop.example',
    size: 2_400,
    state: 'ticket',
    reason: null,
    from: 'ada@example.com',
    confirmed: true,
    unconfirmed_reason: null,
    conversation_id: 'one',
    ...more,
  };
}

function settings(more: Partial<EmailSettingsPage> = {}): EmailSettingsPage {
  return {
    enabled: true,
    inboxes: ['support@shop.example'],
    display_name: '',
    trusted_receivers: ['mx.shop.example'],
    spam_headers: [],
    known_spam_headers: ['x-spam-flag', 'x-spam'],
    post_url: 'https://desk.example/email/app_1/mime',
    listener: null,
    outgoing: null,
    received: [],
    updated_at: null,
    updated_by: null,
    ...more,
  };
}

function show(content: preact.ComponentChild, own: Partial<Api> = {}, role: Role = 'owner'): Api {
  const api: Api = {
    ...createApi(() => Promise.reject(new TypeError('no network')), vi.fn()),
    apps: async () => ({ apps: [APP] }),
    ...own,
  };
  const me = {
    user: { id: 'u1', name: 'Olive', email: 'o@example.com' },
    organisation: { id: 'o1', name: 'Acme' },
    role,
  };
  render(
    <LocationProvider>
      <SignedInContext.Provider value={{ api, me, signOut: vi.fn(), onSignedOut: vi.fn() }}>
        <main>{content}</main>
      </SignedInContext.Provider>
    </LocationProvider>,
    document.body,
  );
  return api;
}

async function withoutFault() {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

const text = () => document.body.textContent ?? '';

it('the owner sees every mail’s end, and what to do about one that failed', async () => {
  const mails = [
    received('a'),
    received('b', { state: 'failed', reason: 'internal', conversation_id: null }),
    received('c', { confirmed: false, unconfirmed_reason: 'no_verdict', from: null, reason: 'spam' }),
  ];
  const retryEmail = vi.fn(async () => undefined);
  show(<EmailScreen app={null} />, { emailSettings: async () => settings({ received: mails }), retryEmail });
  await seen('Could not be read');
  expect(text()).toContain('The trusted receiver wrote no verdict on this mail.');
  expect(text()).toContain('Answers do not leave');
  expect(document.querySelector('a[href="/inbox/one"]')).not.toBeNull();
  await withoutFault();
  await press('Read again');
  expect(retryEmail).toHaveBeenCalledExactlyOnceWith('b');
});

it('lists are lines; what the desk refuses stands beside its field', async () => {
  const faults: EmailFieldFault[] = [{ field: 'inboxes', fault: 'taken', value: 'b@shop.example' }];
  const saveEmailSettings = vi.fn(() => Promise.reject(new RefusedFields<EmailFieldFault>(faults)));
  show(<EmailScreen app={null} />, { emailSettings: async () => settings(), saveEmailSettings });
  await type('Inbox addresses', ' a@shop.example \n\nb@shop.example');
  await press('Save');
  await seen('b@shop.example: another app of this desk');
  expect(saveEmailSettings).toHaveBeenCalledWith(
    'app_1',
    expect.objectContaining({ inboxes: ['a@shop.example', 'b@shop.example'], trusted_receivers: ['mx.shop.example'] }),
  );
  expect((await field('Inbox addresses')).getAttribute('aria-invalid')).toBe('true');
  await withoutFault();
});

it('a verdict that anybody could write is warned of', async () => {
  const listener = { port: 25, host: '0.0.0.0', has_tls: false, is_limited: false };
  show(<EmailScreen app={null} />, { emailSettings: async () => settings({ listener }) });
  await seen('CONVOT_SMTP_ALLOW');
});

it('members see no settings of email', async () => {
  const emailSettings = vi.fn();
  show(<EmailScreen app={null} />, { emailSettings }, 'member');
  await seen('Only owners set up email');
  expect(emailSettings).not.toHaveBeenCalled();
});

const MAIL_IN: MessageEmailIn = {
  direction: 'in',
  message_id: 'm1',
  id: 'e1',
  confirmed: false,
  unconfirmed_reason: 'dmarc_not_passed',
  from: 'ada@example.com',
  origin: 'auto_reply',
  quoted: '> earlier',
  signature: 'Ada',
  attachments: [{ id: 'x1', name: 'a <b>.pdf', type: 'text/html', size: 1_500_000, inline: false }],
  faults: ['html_cut'],
};

function showMessage(email: MessageEmail, own: Partial<Api> = {}) {
  const author = email.direction === 'in' ? 'visitor' : 'agent';
  return show(
    <ul>
      <MessageItem message={message('m1', 1, { author, text: '' })} visitor="Ada" email={email} />
    </ul>,
    own,
  );
}

it('a mail’s quotes are folded, its attachments are downloads with name and size', async () => {
  showMessage(MAIL_IN);
  await seen('Earlier mails in this one');
  expect([...document.querySelectorAll('details')].every((details) => !details.open)).toBe(true);
  const link = document.querySelector<HTMLAnchorElement>('a.attachment');
  expect(link?.getAttribute('href')).toBe('/api/attachments/x1');
  expect(link?.getAttribute('download')).toBe('a <b>.pdf');
  expect(link?.textContent).toBe('a <b>.pdf1.5 MB');
  for (const told of ['Sender not confirmed', 'Automatic reply', 'too large and was cut', 'This mail has no text.']) {
    expect(text()).toContain(told);
  }
  await withoutFault();
});

const ANSWER: MessageEmailOut = {
  direction: 'out',
  message_id: 'm1',
  state: 'failed',
  code: 'recipient_refused',
  status: '550',
  to: 'ada@example.com',
};

it('an answer that did not leave says why, and is sent again by hand', async () => {
  const resendAnswer = vi.fn(async () => undefined);
  showMessage(ANSWER, { resendAnswer });
  await seen('The customer’s address was refused.');
  expect(text()).toContain('(550)');
  await withoutFault();
  await press('Send again');
  expect(resendAnswer).toHaveBeenCalledExactlyOnceWith('m1');
});

it('a refusal to send again says what is missing', async () => {
  const refusal = new ConvotError('forbidden', 'no', { reason: 'no_server' });
  showMessage(
    { ...ANSWER, state: 'unknown', code: 'outcome_unknown', status: null },
    {
      resendAnswer: () => Promise.reject(refusal),
    },
  );
  await seen('it may arrive twice');
  await press('Send again anyway');
  await seen('Its operator sets SMTP_URL.');
});

it.each([
  ['waiting', 'Waiting to be sent'],
  ['sending', 'Being sent'],
  ['sent', 'Sent'],
] as const)('an answer that is %s offers nothing to do', async (state, told) => {
  showMessage({ ...ANSWER, state, code: null, status: null });
  await seen(told);
  expect(document.querySelector('.delivery button')).toBeNull();
});

it.each([
  [1, '1 byte'],
  [46, '46 bytes'],
  [2_400, '2.4 kB'],
  [35_872_662, '35.9 MB'],
])('%d bytes are %s', (bytes, told) => expect(sizeText(bytes)).toBe(told));
