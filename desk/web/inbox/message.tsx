import type { Message } from 'convot/protocol';
import type { MessageEmail } from '../../wire/emails.js';
import { emailTexts } from '../locales/email-en.js';
import { LOCALE, texts } from '../locales/index.js';
import { Delivery } from './delivery.js';
import { MailIn } from './mail-in.js';
import { MessageText } from './message-text.js';
import type { Unsent } from './outbox.js';

interface MessageProps {
  readonly message: Message;
  /** What a visitor's message is headed with. */
  readonly visitor: string;
  /** What it has besides its text, when it came or left by email. */
  readonly email?: MessageEmail | null;
}

/** One message. Text stays text; line breaks are kept by the style sheet. */
export function MessageItem({ message, visitor, email = null }: MessageProps) {
  if (message.author === 'system') {
    return (
      <li class="message system">
        <p>{systemText(message.text)}</p>
      </li>
    );
  }
  const author = message.author === 'agent' ? (message.author_name ?? texts.conversation.author_agent) : visitor;
  return (
    <li class={`message ${message.author}`}>
      <p class="meta">
        <bdi>{author}</bdi>
        <time dateTime={message.sent_at}>{timeOfDay(message.sent_at)}</time>
      </p>
      <MessageText text={message.text || emailTexts.no_text} />
      {email?.direction === 'in' && <MailIn email={email} />}
      {email?.direction === 'out' && <Delivery email={email} />}
    </li>
  );
}

interface UnsentProps {
  readonly message: Unsent;
  readonly onRetry: () => void;
  readonly onDiscard: () => void;
}

/** A message on its way, or one that did not arrive, with what to do about it. */
export function UnsentItem({ message, onRetry, onDiscard }: UnsentProps) {
  return (
    <li class={`message agent ${message.state}`}>
      <MessageText text={message.text} />
      {message.state === 'sending' ? (
        <p class="meta">{texts.conversation.sending}</p>
      ) : (
        <p class="meta" role="alert">
          <span class="danger">{texts.conversation.failed}</span>
          <button type="button" class="link" onClick={onRetry}>
            {texts.conversation.retry}
          </button>
          <button type="button" class="link" onClick={onDiscard}>
            {texts.conversation.discard}
          </button>
        </p>
      )}
    </li>
  );
}

/** The sentence of a system message's code. */
export function systemText(code: string): string {
  return texts.system[code] ?? texts.system.other;
}

function timeOfDay(at: string): string {
  return new Intl.DateTimeFormat(LOCALE, { timeStyle: 'short' }).format(new Date(at));
}
