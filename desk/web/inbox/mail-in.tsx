import type { MessageAttachment, MessageEmailIn } from '../../wire/emails.js';
import { emailFaultTexts, emailTexts, sizeText, unconfirmedTexts } from '../locales/email-en.js';
import { Icon } from '../pieces/icon.js';

/** What a mail has besides its new text: who is not confirmed, attachments, and what it repeats, folded. */
export function MailIn({ email }: { readonly email: MessageEmailIn }) {
  const { confirmed, unconfirmed_reason: reason, origin, attachments, quoted, signature, faults, id } = email;
  return (
    <div class="mail-in">
      <p class="meta">
        {confirmed ? (
          <span class="verified-mail" title={emailTexts.confirmed_hint}>
            {emailTexts.confirmed}
          </span>
        ) : (
          <span title={reason === null ? undefined : unconfirmedTexts[reason]}>{emailTexts.unconfirmed}</span>
        )}
        {origin !== 'person' && <span class="tag">{emailTexts.origins[origin]}</span>}
      </p>
      {attachments.length > 0 && (
        <ul class="attachments" aria-label={emailTexts.attachments}>
          {attachments.map((attachment) => (
            <li key={attachment.id}>
              <Attachment attachment={attachment} />
            </li>
          ))}
        </ul>
      )}
      {signature !== '' && <Folded title={emailTexts.signature} text={signature} />}
      {quoted !== '' && <Folded title={emailTexts.quoted} text={quoted} />}
      {faults.length > 0 && (
        <ul class="note">
          {faults.map((fault) => (
            <li key={fault}>{emailFaultTexts[fault] ?? fault}</li>
          ))}
        </ul>
      )}
      <p class="meta">
        <a href={`/api/emails/${encodeURIComponent(id)}/raw`} download>
          {emailTexts.original}
        </a>
      </p>
    </div>
  );
}

function Attachment({ attachment: { id, name, size } }: { readonly attachment: MessageAttachment }) {
  return (
    <a class="attachment" href={`/api/attachments/${encodeURIComponent(id)}`} download={name}>
      <Icon name="attachment" size={16} />
      <bdi>{name}</bdi>
      <span class="muted">{sizeText(size)}</span>
    </a>
  );
}

function Folded({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <details class="folded">
      <summary>{title}</summary>
      <p>
        <bdi>{text}</bdi>
      </p>
    </details>
  );
}
