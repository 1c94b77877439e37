import type { DraftLanguage, SuggestionWish } from '../../wire/assist.js';
import type { AsData } from '../model/index.js';
import type { Material } from './material.js';
import { tellTicket } from './prompt.js';

/** A question for a reply. */
export interface SuggestionPrompt {
  readonly system: string;
  readonly prompt: (asData: AsData) => string;
}

const FORM = [
  'Answer with the text of the reply alone: plain text without Markdown, HTML, a subject line, a signature or',
  'placeholders. No web addresses but those that the company’s own data or its agents’ messages hold.',
  'State nothing as a fact that the data does not say, and promise nothing. Where something is missing, ask for it, or say',
  'that a colleague will look into it.',
].join('\n');

/** Writes the question for what an agent wants. */
export function promptFor(material: Material, wish: SuggestionWish): SuggestionPrompt {
  const { tell } = tellTicket(material);
  const desk = `the support desk of ${JSON.stringify(material.app)}`;
  const system = [
    `You write for an agent of ${desk}, who reads your text, changes it, and sends it or not.`,
    task(wish),
    FORM,
  ];
  return {
    system: system.join('\n'),
    prompt: (asData) =>
      [tell(asData), ...(wish.what === 'suggest' ? [] : ['The draft as it stands:', asData('draft', wish.draft)])].join(
        '\n',
      ),
  };
}

function task(wish: SuggestionWish): string {
  switch (wish.what) {
    case 'suggest':
      return 'Write a reply to the customer’s last message, in the language of that message. Be short, clear and kind.';
    case 'regenerate':
      return 'The agent did not like the draft. Write another reply to the customer’s last message, in its language: another approach, not the same words. Be short, clear and kind.';
    case 'shorter':
      return 'Make the draft clearly shorter. Keep its language, its meaning and every fact that matters.';
    case 'friendlier':
      return 'Make the draft warmer and friendlier without making it longer than it has to be. Keep its language, its meaning and its facts.';
    case 'translate':
      return `Put the draft into ${nameOf(wish.language)}. Keep its meaning, tone and facts.`;
  }
}

/** The code is one of a closed table, so that nobody writes orders in its place. */
function nameOf(language: DraftLanguage): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;
}
