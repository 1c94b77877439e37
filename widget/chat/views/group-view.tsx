import type { Group } from './grouping.js';
import { linkify } from './linkify.js';
import type { Scene } from './scene.js';

interface GroupProps {
  readonly scene: Scene;
  readonly group: Group;
}

/** Bubbles of one author. The author is said with each bubble, since it may be announced alone. */
export function GroupView({ scene: { texts, dates }, group: { items } }: GroupProps) {
  const [first] = items;
  const last = items.at(-1) ?? first;
  if (first.author === 'system') return <p class="small">{texts.system(first.text)}</p>;
  const isOwn = first.author === 'visitor';
  const name = isOwn ? texts.you : (first.name ?? texts.agent);
  return (
    <div class={isOwn ? 'group own' : 'group'}>
      {!isOwn && (
        <span class="small" aria-hidden="true">
          {name}
        </span>
      )}
      {items.map(({ key, text, status }) => (
        <div key={key} class={`bubble ${status}`}>
          <span class="unseen">{texts.said(name)} </span>
          {linkify(text).map((part) =>
            part.href ? (
              <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
                {part.text}
              </a>
            ) : (
              part.text
            ),
          )}
        </div>
      ))}
      <span class="small">
        {last.status === 'sent' ? dates.time(last.at) : last.status === 'sending' ? texts.sending : texts.notSent}
      </span>
    </div>
  );
}
