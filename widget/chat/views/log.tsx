import { type ComponentChildren, Fragment } from 'preact';
import type { PendingMessage, ShownMessage, Thread } from '../model/state.js';
import { Bubble } from './bubble.js';
import type { Scene } from './scene.js';

interface LogProps {
  readonly scene: Scene;
  readonly thread: Thread;
  readonly isLoading: boolean;
  /** Said before the messages. */
  readonly children: ComponentChildren;
}

/** A pause after which the next bubble gets its own name and time. */
const PAUSE_MS = 5 * 60 * 1_000;

/** The messages, as a live region: days, and in each the bubbles, those of one author close together. */
export function Log({ scene, thread, isLoading, children }: LogProps) {
  const { texts, dates } = scene;
  const items = [...thread.messages, ...thread.pending];
  const day = (at: number) => dates.day(items[at]?.sent_at ?? '');
  return (
    <div class="log" role="log" aria-live="polite" aria-label={texts.messages} aria-busy={isLoading}>
      {children}
      {isLoading && !items[0] && <p class="small">{texts.loading}</p>}
      {items.map((item, at) => (
        <Fragment key={item.key}>
          {day(at) !== day(at - 1) && <p class="small">{day(at)}</p>}
          <Bubble
            scene={scene}
            item={item}
            isFirst={!continues(items[at - 1], item)}
            isLast={!continues(item, items[at + 1])}
          />
        </Fragment>
      ))}
    </div>
  );
}

function continues(before?: ShownMessage | PendingMessage, item?: ShownMessage | PendingMessage): boolean {
  return (
    before?.author === item?.author &&
    before?.author_name === item?.author_name &&
    Date.parse(item?.sent_at ?? '') - Date.parse(before?.sent_at ?? '') < PAUSE_MS
  );
}
