import { linkify } from '../../../src/protocol/index.js';
import type { PendingMessage, ShownMessage } from '../model/state.js';
import type { Scene } from './scene.js';

interface BubbleProps {
  readonly scene: Scene;
  readonly item: ShownMessage | PendingMessage;
  /** Whether it begins a row of the same author, and so has the name. */
  readonly isFirst: boolean;
  /** Whether it ends one, and so has the time. */
  readonly isLast: boolean;
}

/** One message. Its author is said with each, since it may be announced alone. */
export function Bubble({ scene: { texts, dates }, item, isFirst, isLast }: BubbleProps) {
  const { author, author_name, text, status, sent_at } = item;
  if (author === 'system') return <p class="small">{texts.system(text)}</p>;
  const side = author === 'visitor' ? 'own' : '';
  const name = side ? texts.you : (author_name ?? texts.agent);
  const isFailed = status && status !== 'queued' && status !== 'sending';
  return (
    <>
      {isFirst && !side && (
        <span class="small" aria-hidden="true">
          {name}
        </span>
      )}
      <div class={`bubble ${side} ${isFailed ? 'failed' : ''}`}>
        <span class="unseen">{texts.said(name)} </span>
        {linkify(text).map(({ text, href }) =>
          href ? (
            <a href={href} target="_blank" rel="noopener noreferrer nofollow">
              {text}
            </a>
          ) : (
            text
          ),
        )}
      </div>
      {isLast && (
        <span class={`small ${side}`}>{isFailed ? texts.notSent : status ? texts.sending : dates.time(sent_at)}</span>
      )}
    </>
  );
}
