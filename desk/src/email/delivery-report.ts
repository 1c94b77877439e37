import { MAILBOXES } from './limits.js';
import { plainLine } from './plain.js';
import { readMessageIds } from './threading.js';
import type { DeliveryReport, EmailAttachment } from './types.js';

/** A report is a few lines; the returned mail's headers come first in it. */
const READ_BYTES = 64 * 1024;

const REPORTS = new Set(['message/delivery-status', 'message/global-delivery-status']);
const RETURNED = new Set(['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/global-headers']);

/** RFC 3464's groups of fields, unfolded: one for the mail, then one for each recipient. */
function fieldGroups(text: string): Map<string, string>[] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .map(
      (group) =>
        new Map(
          group.split('\n').map((line) => {
            const colon = line.indexOf(':');
            return [line.slice(0, Math.max(colon, 0)).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
          }),
        ),
    );
}

const OUTCOMES = ['failed', 'delayed', 'delivered'] as const;

/** `relayed` and `expanded` say that it went on its way. */
function outcomeOf(action: string): DeliveryReport['outcome'] {
  const known = OUTCOMES.find((outcome) => action.toLowerCase().startsWith(outcome));
  return known ?? (/^(?:relayed|expanded)/i.test(action) ? 'delivered' : 'failed');
}

function textOf({ bytes }: EmailAttachment): string {
  return new TextDecoder().decode(bytes.subarray(0, READ_BYTES));
}

/** What a mail's attachments report about a mail of ours; `null` when they report nothing. */
export function readDeliveryReport(attachments: readonly EmailAttachment[]): DeliveryReport | null {
  const report = attachments.find(({ type }) => REPORTS.has(type));
  if (!report) return null;
  const groups = fieldGroups(textOf(report)).filter((group) => group.has('final-recipient') || group.has('action'));
  const recipients = groups.slice(0, MAILBOXES).flatMap((group) => recipientOf(group) ?? []);
  const worst = groups.map((group) => outcomeOf(group.get('action') ?? '')).sort(byGravity)[0];
  const status = groups.map((group) => /^[245]\.\d{1,3}\.\d{1,3}/.exec(group.get('status') ?? '')?.[0]).find(Boolean);
  return {
    outcome: worst ?? 'failed',
    status: status ?? null,
    recipients: [...new Set(recipients)],
    originalMessageId: returnedMessageId(attachments),
  };
}

const byGravity = (one: DeliveryReport['outcome'], other: DeliveryReport['outcome']): number =>
  OUTCOMES.indexOf(one) - OUTCOMES.indexOf(other);

/** `rfc822; user@example.com` */
function recipientOf(group: ReadonlyMap<string, string>): string | null {
  const field = group.get('original-recipient') ?? group.get('final-recipient') ?? '';
  return plainLine(field.slice(field.indexOf(';') + 1), 320) || null;
}

/** The id of the mail that came back, from a part that holds it or its headers. */
function returnedMessageId(attachments: readonly EmailAttachment[]): string | null {
  const returned = attachments.find(({ type }) => RETURNED.has(type));
  return returned ? messageIdIn(textOf(returned)) : null;
}

/** The first `Message-ID` among lines of text: for servers that quote what came back instead of attaching it. */
export function messageIdIn(text: string): string | null {
  const line = /^[>\s]*message-id:\s*(<[^<>\s]+>)/im.exec(text)?.[1];
  return line === undefined ? null : (readMessageIds(line)[0] ?? null);
}
