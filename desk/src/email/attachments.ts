import type { Attachment } from 'postal-mime';
import { ATTACHMENT_NAME_CHARS, MAIL_ATTACHMENTS } from './limits.js';
import { cutText, plainLine } from './plain.js';
import type { EmailAttachment } from './types.js';

/** RFC 6838, section 4.2. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

const UNKNOWN_TYPE = 'application/octet-stream';

/** Endings for attachments without a name; anything else is a `.bin`. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'message/delivery-status': 'txt',
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/rfc822-headers': 'txt',
};

/** Names that Windows keeps for devices, whatever their ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** The parts of a mail that are not its text, and whether there were more than are kept. */
export function readAttachments(parts: readonly Attachment[]): { attachments: EmailAttachment[]; dropped: boolean } {
  const kept = parts.slice(0, MAIL_ATTACHMENTS).map(readAttachment);
  return { attachments: kept, dropped: parts.length > kept.length };
}

function readAttachment(part: Attachment, index: number): EmailAttachment {
  const type = MEDIA_TYPE.test(part.mimeType) ? part.mimeType : UNKNOWN_TYPE;
  const contentId = plainLine(part.contentId ?? '', ATTACHMENT_NAME_CHARS).replace(/^<|>$/g, '');
  return {
    name: attachmentName(part.filename ?? '') ?? `attachment-${index + 1}.${ENDINGS[type] ?? 'bin'}`,
    type,
    bytes: bytesOf(part.content),
    contentId: contentId || null,
    inline: part.related === true || part.disposition === 'inline',
  };
}

function bytesOf(content: Attachment['content']): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

/**
 * A name that is safe as a file's on every system, or `null` when nothing of it is left: the last part of a path, without
 * control characters, marks that turn its direction (`gpj.exe` read backwards), and dots or spaces at its ends.
 */
export function attachmentName(name: string): string | null {
  const last =
    plainLine(name, 4 * ATTACHMENT_NAME_CHARS)
      .split(/[/\\]/)
      .at(-1) ?? '';
  const bare = last.replace(/[<>:"|?*]/g, '_').replace(/^[. ]+|[. ]+$/g, '');
  if (bare === '') return null;
  return shorten(DEVICE.test(bare) ? `_${bare}` : bare);
}

/** Shortens a name before its ending, which says what opens it. */
function shorten(name: string): string {
  if (name.length <= ATTACHMENT_NAME_CHARS) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  return cutText(name, ATTACHMENT_NAME_CHARS - ending.length).replace(/[. ]+$/, '') + ending;
}
