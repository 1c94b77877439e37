import { ConvotError } from 'convot/protocol';
import { canonicalAddress } from './addresses.js';
import { MAIL_BYTES } from './limits.js';
import type { ReceivedEmail } from './types.js';

/** The fields in which inbound services send the raw mail in a form: Mailgun, SendGrid, CloudMailin and ImprovMX. */
const MAIL_FIELDS = ['body-mime', 'email', 'message', 'raw'];

/** Bodies that are the raw mail itself. */
const RAW_TYPES = new Set(['message/rfc822', 'message/global', 'application/octet-stream', 'text/plain']);

/** Limits of a posted mail. */
export interface InboundPostOptions {
  /** @defaultValue 36 MiB */
  readonly maxBytes?: number;
}

/**
 * Reads the raw mail out of what an inbound-mail service posts: `message/rfc822` as the body, or a form with the raw mail
 * in a field, as Mailgun's `body-mime` (its "raw MIME" route) and SendGrid's `email` ("POST the raw, full MIME message").
 * The envelope is read from the form where the service tells it, or else from the headers `X-Envelope-From` and
 * `X-Envelope-To`, addresses separated by commas.
 *
 * Who posts is the caller's to check, before this reads a byte.
 *
 * @throws ConvotError `request_invalid`, `too_large`
 */
export async function readInboundPost(request: Request, options: InboundPostOptions = {}): Promise<ReceivedEmail> {
  const body = await readBytes(request, options.maxBytes ?? MAIL_BYTES);
  const contentType = request.headers.get('content-type') ?? '';
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (RAW_TYPES.has(type)) return received(body, envelopeOfHeaders(request.headers));
  if (type === 'multipart/form-data' || type === 'application/x-www-form-urlencoded') {
    return readForm(await formOf(body, contentType));
  }
  throw new ConvotError('request_invalid', 'Post the raw mail as message/rfc822, or as a form with it in a field.');
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    bytes += read.value.length;
    if (bytes > maxBytes) {
      await reader?.cancel();
      throw new ConvotError('too_large', `A mail may have ${maxBytes} bytes at most.`);
    }
    chunks.push(read.value);
  }
  return new Uint8Array(Buffer.concat(chunks, bytes));
}

async function formOf(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
  } catch {
    throw new ConvotError('request_invalid', 'The form can not be read.');
  }
}

async function readForm(form: FormData): Promise<ReceivedEmail> {
  const mail = MAIL_FIELDS.map((name) => form.get(name)).find((value) => value !== null);
  if (!mail) {
    throw new ConvotError(
      'request_invalid',
      'The form has no raw mail. Choose the raw or full MIME format at the service.',
    );
  }
  const raw = typeof mail === 'string' ? new TextEncoder().encode(mail) : new Uint8Array(await mail.arrayBuffer());
  return received(raw, envelopeOfForm(form));
}

interface Envelope {
  readonly from: string | null;
  readonly to: readonly string[];
}

function received(raw: Uint8Array, { from, to }: Envelope): ReceivedEmail {
  if (raw.length === 0) throw new ConvotError('request_invalid', 'The mail is empty.');
  return { raw, envelope: { from, to: to.flatMap((address) => canonicalAddress(address.trim()) ?? []) } };
}

/** Not from the address of the request: addresses of people would stand in every log on the way. */
function envelopeOfHeaders(headers: Headers): Envelope {
  return { from: headers.get('x-envelope-from'), to: listed(headers.get('x-envelope-to')) };
}

const listed = (addresses: string | null): string[] => (addresses ?? '').split(',').filter(Boolean);

/** Mailgun: `sender`, `recipient`. SendGrid: `envelope`, a JSON text. CloudMailin: `envelope[from]`, `envelope[to]`. */
function envelopeOfForm(form: FormData): Envelope {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : null;
  };
  const json = envelopeOfJson(text('envelope') ?? '');
  if (json) return json;
  return { from: text('sender') ?? text('envelope[from]'), to: listed(text('recipient') ?? text('envelope[to]')) };
}

function envelopeOfJson(json: string): Envelope | null {
  try {
    const { from, to } = JSON.parse(json) as { from?: unknown; to?: unknown };
    const list = Array.isArray(to) ? to : [to];
    return { from: typeof from === 'string' ? from : null, to: list.filter((one) => typeof one === 'string') };
  } catch {
    return null;
  }
}
