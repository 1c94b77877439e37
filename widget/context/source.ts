import type { Fact } from '../../src/protocol/index.js';
import type { ContextTexts } from './locales/en.js';

/** How a fact's origin is shown. */
export interface SourceView {
  readonly label: string;
  /** One sentence on what the label means. */
  readonly explain: string;
  readonly icon: 'shield' | 'person' | 'question';
  /** Whether somebody stands behind the value: a seal, a signature, a member of the organisation. */
  readonly proven: boolean;
}

/** Names where a value came from. A source that this version does not know counts as not proven. */
export function describeSource(fact: Pick<Fact<unknown>, 'source' | 'trust'>, texts: ContextTexts): SourceView {
  switch (fact.source) {
    case 'token':
      return { label: texts.source_token, explain: texts.explain_token, icon: 'shield', proven: true };
    case 'agent':
      return { label: texts.source_agent, explain: texts.explain_agent, icon: 'person', proven: true };
    case 'identify':
      return fact.trust === 'verified'
        ? {
            label: texts.source_identify_verified,
            explain: texts.explain_identify_verified,
            icon: 'shield',
            proven: true,
          }
        : {
            label: texts.source_identify_unverified,
            explain: texts.explain_identify_unverified,
            icon: 'question',
            proven: false,
          };
    case 'ticket_form':
      return { label: texts.source_ticket_form, explain: texts.explain_ticket_form, icon: 'question', proven: false };
    default:
      return { label: texts.source_unknown, explain: texts.explain_unknown, icon: 'question', proven: false };
  }
}
