import type { Trust } from 'convot/protocol';
import { texts } from '../locales/index.js';
import { Icon, type IconName } from './icon.js';

/** The parts of a contact that name it; rows of every list have them. */
export interface Named {
  readonly email: string | null;
  readonly name: string | null;
  readonly external_id: string | null;
  readonly trust: Trust;
}

/** The one line that names somebody best. */
export function bestName(person: Named): string {
  return person.name ?? person.email ?? person.external_id ?? texts.people.guest;
}

/** Whose messages somebody's are. A claim without proof makes nobody the author of what its visitor writes. */
export function authorName({ name, trust }: Named): string {
  if (!name) return texts.conversation.author_visitor;
  return trust === 'unverified' ? texts.conversation.author_unverified(name) : name;
}

/** The line below it: the email, or the external id, unless that is the best name already. */
export function secondLine(person: Named): string | null {
  const best = bestName(person);
  const second = person.email ?? person.external_id;
  return second === best ? null : second;
}

const TRUST = {
  verified: { icon: 'shield', text: texts.people.trust_verified },
  unverified: { icon: 'question', text: texts.people.trust_unverified },
  anonymous: { icon: 'person', text: texts.people.trust_anonymous },
} as const satisfies Record<Trust, { icon: IconName; text: string }>;

/** How far somebody is proven, as an icon with its word. */
export function TrustMark({ trust, isShort = false }: { readonly trust: Trust; readonly isShort?: boolean }) {
  const { icon, text } = TRUST[trust] ?? TRUST.anonymous;
  return (
    <span class={`trust ${trust}`} title={text}>
      <Icon name={icon} size={16} />
      <span class={isShort ? 'unseen' : undefined}>{text}</span>
    </span>
  );
}
