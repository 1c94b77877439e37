import type { Fact } from '../../src/protocol/index.js';
import type { ContextTexts } from './locales/en.js';

/** How a fact's origin is shown. */
export interface SourceView {
  readonly label: string;
  /** The label where there is little room. */
  readonly short: string;
  /** One sentence on what the label means. */
  readonly explain: string;
  readonly icon: 'shield' | 'person' | 'question';
  /** Whether somebody stands behind the value: a seal, a signature, a member of the organisation. */
  readonly proven: boolean;
}

/** What the locale table calls a source. */
type SourceName = 'token' | 'agent' | 'identify_verified' | 'identify_unverified' | 'ticket_form' | 'email' | 'unknown';

const ICONS: Readonly<Record<SourceName, SourceView['icon']>> = {
  token: 'shield',
  identify_verified: 'shield',
  identify_unverified: 'question',
  ticket_form: 'question',
  email: 'question',
  agent: 'person',
  unknown: 'question',
};

/** Names where a value came from. A source that this version does not know counts as not proven. */
export function describeSource(fact: Pick<Fact<unknown>, 'source' | 'trust'>, texts: ContextTexts): SourceView {
  const name = sourceName(fact);
  const icon = ICONS[name];
  return {
    label: texts[`source_${name}`],
    short: texts[`short_${name}`],
    explain: texts[`explain_${name}`],
    icon,
    proven: icon !== 'question',
  };
}

function sourceName({ source, trust }: Pick<Fact<unknown>, 'source' | 'trust'>): SourceName {
  switch (source) {
    case 'identify':
      return trust === 'verified' ? 'identify_verified' : 'identify_unverified';
    case 'token':
    case 'agent':
    case 'ticket_form':
    case 'email':
      return source;
    default:
      return 'unknown';
  }
}
