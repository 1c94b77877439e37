import { Fragment } from 'preact';
import type { Thread } from '../model/state.js';
import { GroupView } from './group-view.js';
import { daysOf } from './grouping.js';
import type { Scene } from './scene.js';

interface LogProps {
  readonly scene: Scene;
  readonly thread: Thread;
  readonly isLoading: boolean;
}

/** The messages, as a live region. */
export function Log({ scene, thread, isLoading }: LogProps) {
  const { texts, dates } = scene;
  const hasAny = thread.messages.length + thread.pending.length > 0;
  return (
    <div class="log" role="log" aria-live="polite" aria-label={texts.messages} aria-busy={isLoading}>
      {isLoading && !hasAny && <p class="small">{texts.loading}</p>}
      {daysOf(thread, dates).map(({ label, groups }) => (
        <Fragment key={label}>
          {label && <p class="small">{label}</p>}
          {groups.map((group) => (
            <GroupView key={group.key} scene={scene} group={group} />
          ))}
        </Fragment>
      ))}
    </div>
  );
}
