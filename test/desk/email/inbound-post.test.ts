import { describe, expect, it } from 'vitest';
import { readInboundPost } from '../../../desk/src/email/index.js';
import { mail, storedMail } from './mail.js';

const RAW = mail('From: a@x.example', 'Subject: Grüße', '', 'text');

const post = (body: BodyInit, type?: string, headers: Record<string, string> = {}) =>
  new Request('https://desk.example/inbound', {
    method: 'POST',
    body,
    headers: { ...headers, ...(type !== undefined && { 'Content-Type': type }) },
  });

function form(fields: Record<string, string | Blob>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

describe('a mail that a service posts', () => {
  it.each(['message/rfc822', 'Message/RFC822; charset=utf-8', 'application/octet-stream', 'text/plain'])(
    'as %s',
    async (type) => {
      const told = { 'X-Envelope-From': 'a@x.example', 'X-Envelope-To': 'Support@desk.example, b@desk.example,' };
      const { raw, envelope } = await readInboundPost(post(RAW.slice(), type, told));
      expect(raw).toEqual(RAW);
      expect(envelope).toEqual({ from: 'a@x.example', to: ['support@desk.example', 'b@desk.example'] });
    },
  );

  it('comes byte by byte, whatever its charset', async () => {
    const bytes = storedMail('windows-1252');
    expect((await readInboundPost(post(bytes.slice(), 'message/rfc822'))).raw).toEqual(bytes);
  });

  it.each<[string, Record<string, string | Blob>, { from: string | null; to: string[] }]>([
    [
      'Mailgun',
      {
        'body-mime': new TextDecoder().decode(RAW),
        sender: 'a@x.example',
        recipient: 'support@desk.example,sales@desk.example',
      },
      { from: 'a@x.example', to: ['support@desk.example', 'sales@desk.example'] },
    ],
    [
      'SendGrid',
      { email: new TextDecoder().decode(RAW), envelope: '{"to":["Support@desk.example"],"from":"a@x.example"}' },
      { from: 'a@x.example', to: ['support@desk.example'] },
    ],
    [
      'CloudMailin',
      { message: new TextDecoder().decode(RAW), 'envelope[from]': '', 'envelope[to]': 'support@desk.example' },
      { from: '', to: ['support@desk.example'] },
    ],
    ['a file', { raw: new Blob([RAW.slice()]), envelope: 'not JSON' }, { from: null, to: [] }],
    [
      'an odd envelope',
      { email: new TextDecoder().decode(RAW), envelope: '{"to":7,"from":{}}' },
      { from: null, to: [] },
    ],
  ])('in a form: %s', async (_service, fields, envelope) => {
    expect(await readInboundPost(post(form(fields)))).toEqual({ raw: RAW, envelope });
  });

  it('in a form of the plain kind', async () => {
    const body = new URLSearchParams({ 'body-mime': 'From: a@x.example\n\ntext', recipient: 'no address' });
    const { raw, envelope } = await readInboundPost(post(body));
    expect(new TextDecoder().decode(raw)).toBe('From: a@x.example\n\ntext');
    expect(envelope).toEqual({ from: null, to: [] });
  });
});

describe('what is no mail is refused with a reason', () => {
  it.each<[string, Request]>([
    ['no type', new Request('https://desk.example/', { method: 'POST', body: RAW.slice() })],
    ['JSON', post('{}', 'application/json')],
    ['a form without a mail', post(form({ subject: 'x', text: 'parsed already' }))],
    ['a broken form', post('nothing', 'multipart/form-data; boundary=b')],
    ['an empty body', post('', 'message/rfc822')],
    ['an empty field', post(form({ email: '' }))],
    [
      'no body',
      new Request('https://desk.example/', { method: 'POST', headers: { 'Content-Type': 'message/rfc822' } }),
    ],
  ])('%s', async (_what, request) => {
    await expect(readInboundPost(request)).rejects.toMatchObject({ name: 'ConvotError', code: 'request_invalid' });
  });

  it('one that is too large, without reading the rest', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent++;
        controller.enqueue(new Uint8Array(1_000));
      },
    });
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'Content-Type': 'message/rfc822' },
    };
    const request = new Request('https://desk.example/', init);
    await expect(readInboundPost(request, { maxBytes: 10_000 })).rejects.toMatchObject({ code: 'too_large' });
    expect(sent).toBeLessThan(20);
  });
});
