import { setImmediate as immediate } from 'node:timers/promises';
import PostalMime, { type Attachment } from 'postal-mime';
import { MAIL_DEPTH, MAIL_HEADER_BYTES, MAIL_LINES, MAIL_PARTS } from './limits.js';

/** Which limit a mail passes. */
export type MailLimit = 'too_many_parts' | 'too_many_lines' | 'too_deep' | 'headers_too_large';

/** A mail that would take more than its share of time or memory; none of its parts was kept. */
export class MailLimitError extends Error {
  override readonly name = 'MailLimitError';
  readonly limit: MailLimit;

  constructor(limit: MailLimit) {
    super(`A mail passes a limit: ${limit}.`);
    this.limit = limit;
  }
}

/** Lines between which other work gets its turn. */
const LINES_AT_ONCE = 5_000;

/** What postal-mime keeps inside, as its pinned version has it. */
interface Inside {
  currentNode: Part;
  /** By the multipart/alternative, or else the part, that they are of. */
  readonly textMap: ReadonlyMap<unknown, Readonly<Partial<Record<'plain' | 'html', readonly { value: string }[]>>>>;
  processLine(line: Uint8Array, isFinal: boolean): Promise<void>;
  renderTextContent(): void;
}

interface Part {
  contentDecoder: BodyDecoder | null;
  setupContentDecoder(encoding: string): void;
}

interface BodyDecoder {
  update(line: Uint8Array): void;
  finalize(): Promise<ArrayBuffer>;
}

/** One text of a mail, in one or both of its halves; `''` for the half that it lacks. */
export interface MailText {
  readonly plain: string;
  readonly html: string;
}

/** The parts of a mail. */
export interface MailParts {
  /** In the order in which they are read, as a text and a list's footer. */
  readonly texts: readonly MailText[];
  readonly attachments: readonly Attachment[];
}

/**
 * Takes a mail apart with postal-mime, within limits that it lacks. It has none for parts and lines, holds up everything
 * else meanwhile, and its decoder for unencoded bodies takes 20 µs for each line, minutes for a mail of empty ones: this
 * looks on line by line, and puts a plain buffer in that decoder's place. Nor does it let it turn HTML into text, for
 * which it takes the square of the number of links.
 *
 * @throws MailLimitError
 */
export async function parseBounded(raw: Uint8Array): Promise<MailParts> {
  const parser = new PostalMime({
    maxNestingDepth: MAIL_DEPTH,
    maxHeadersSize: MAIL_HEADER_BYTES,
    // A mail in a mail is somebody else's text. Read as one it would bring its own parts past the limits.
    forceRfc822Attachments: true,
  });
  const inside = parser as unknown as Inside;
  lookOn(inside);
  inside.renderTextContent = () => undefined;
  try {
    const { attachments } = await parser.parse(raw);
    return {
      texts: [...inside.textMap.values()].map(({ plain, html }) => ({ plain: joined(plain), html: joined(html) })),
      attachments,
    };
  } catch (error) {
    throw limitOf(error);
  }
}

const joined = (texts: readonly { value: string }[] = []): string => texts.map(({ value }) => value).join('\n');

function lookOn(parser: Inside): void {
  const original = parser.processLine.bind(parser);
  const seen = new Set<Part>([parser.currentNode]);
  let lines = 0;
  bufferPlainBody(parser.currentNode);
  parser.processLine = async (line, isFinal) => {
    if (++lines > MAIL_LINES) throw new MailLimitError('too_many_lines');
    if (lines % LINES_AT_ONCE === 0) await immediate();
    await original(line, isFinal);
    const part = parser.currentNode;
    if (seen.has(part)) return;
    if (seen.add(part).size > MAIL_PARTS) throw new MailLimitError('too_many_parts');
    bufferPlainBody(part);
  };
}

/** For bodies in base64 or quoted-printable postal-mime's own decoders are right. */
function bufferPlainBody(part: Part): void {
  const original = part.setupContentDecoder.bind(part);
  part.setupContentDecoder = (encoding) => {
    if (/base64|quoted-printable/i.test(encoding)) original(encoding);
    else part.contentDecoder = plainBody();
  };
}

function plainBody(): BodyDecoder {
  let bytes = new Uint8Array(256);
  let length = 0;
  return {
    update(line) {
      const needed = length + line.length + 1;
      if (needed > bytes.length) {
        const larger = new Uint8Array(2 * needed);
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(line, length);
      bytes[needed - 1] = 0x0a;
      length = needed;
    },
    finalize: async () => bytes.slice(0, length).buffer,
  };
}

/** Two limits are postal-mime's own; its errors have no codes. */
function limitOf(error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  if (/nesting depth/i.test(message)) return new MailLimitError('too_deep');
  return /header size/i.test(message) ? new MailLimitError('headers_too_large') : error;
}
