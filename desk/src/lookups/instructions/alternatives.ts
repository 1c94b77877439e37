import { MARK } from './marks.js';

/** One stretch of an instruction, and how it stands to what came before it. */
export interface Stretch {
  readonly text: string;
  /** `next`: another way to find the identifier; `otherwise`: one for want of those before it. `same`: perhaps more about the last one. */
  readonly joins: 'next' | 'otherwise' | 'same';
}

const ITEM = /^\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-d][.)]|(?:step|priority|option) \d{1,2}[:.)]?)\s+/;
const INLINE_ITEM = /\s(?=\(?\d[.)]\s)/g;

/** Sentences that say nothing but that there are several ways. */
const INTRODUCTIONS = new RegExp(
  `^(?:${[
    'in (?:this |the following )?order(?: of (?:preference|priority))?',
    '(?:our |the )?order of (?:preference|priority)(?: is)?',
    '(?:please )?(?:use|take|pick|look for|find|extract) (?:whichever|the first)(?: one)?(?: of (?:these|them|the following))?(?: (?:that|which))?(?: (?:is|you|exists?|comes|matches|applies|can be))*(?: (?:present|there|find|found|first|available))?',
    '(?:please )?(?:use|look for|find|extract|try) (?:one of )?(?:these|the following)(?: (?:ids?|identifiers?|values?))?(?:,? in (?:this )?order(?: of (?:preference|priority))?)?',
    '(?:there (?:are|can be)|(?:our |the )?(?:e?-?mails|messages|tickets) (?:can |may )?(?:carry|contain|have|hold)) (?:two|three|several|different)(?: different)?(?: kinds of)? (?:ids?|identifiers?)',
    'whichever (?:is|comes) (?:present|first|there)',
  ].join('|')})[:,]?$`,
);

/** "A, otherwise B", and the other ways to say so. */
const THERE = '(?: (?:there|present|found|available|given|matches|works|exists?))?';
const OTHERWISE = `(?:${[
  'otherwise|or else|else|failing (?:that|this)|falling back (?:to|on)|falls? back (?:to|on)|as a (?:fallback|last resort)',
  `if not${THERE}|if (?:missing|absent)`,
  "if (?:there(?:'s| is| are)|it has|we have|you find) (?:none|nothing|no [^,]{1,60}(?=,))|if no [^,]{1,60}(?=,)",
  `if (?:that|it|this|they) (?:isn't|(?:is|are|was) not)${THERE}|if (?:that|it|this|they) (?:is|are|was) (?:missing|absent|empty)`,
  `if (?:none|nothing|neither)(?: of (?:these|those|them))?(?: (?:is|are|was|can be))?${THERE}`,
  'finally|lastly|next(?! to)|after that|second(?:ly)?|third(?:ly)?',
].join('|')})`;
const STARTS_OTHERWISE = new RegExp(`^(?:and |but |or )?${OTHERWISE},?(?: then)? |^or |^then `);
const BETWEEN = new RegExp(
  `[,;:]?(?: and| but| or)? ${OTHERWISE},?(?: then)? |[,;] then |[,;]? and then |` +
    `,? or (?=(?:use|take|the|an?|after|in|from|sender|customer)\\b|${MARK.replace('(', '(?:')})`,
  'g',
);

/** Cuts an instruction (lower case, with marks) into stretches, each of which is one way or more about one. */
export function cut(instruction: string): Stretch[] {
  const lines = instruction.replace(INLINE_ITEM, '\n').split('\n');
  return lines.flatMap((line) => {
    const isItem = ITEM.test(line);
    return line
      .replace(ITEM, '')
      .split(/[.!;](?=\s|$)/)
      .map((sentence) => sentence.replace(/[()\s]+/g, ' ').trim())
      .filter((sentence) => sentence !== '' && !INTRODUCTIONS.test(sentence))
      .flatMap((sentence, index) => cutSentence(sentence, isItem && index === 0));
  });
}

function cutSentence(sentence: string, isItem: boolean): Stretch[] {
  const opened = withoutIntroduction(sentence);
  const preferred =
    /^(?:please )?(?:we )?prefer (.+?),? (?:over|to) (.+)$/.exec(opened) ??
    /^(.+?) (?:(?:takes?|has|have) (?:precedence|priority) over|(?:is|are) preferred (?:over|to)) (.+)$/.exec(opened);
  if (preferred?.[1] && preferred[2]) return [next(preferred[1]), next(preferred[2])];
  const joins = STARTS_OTHERWISE.test(opened) ? 'otherwise' : isItem || opened !== sentence ? 'next' : 'same';
  const [first = '', ...others] = opened
    .replace(STARTS_OTHERWISE, '')
    .replace(/^(?:first(?:ly)?,? (?:try |look for )?|try |either |prefer(?:ably)? )/, '')
    .split(BETWEEN)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return [{ text: first, joins }, ...others.map(next)];
}

function next(text: string): Stretch {
  return { text, joins: 'next' };
}

/** "In this order: A" is A. */
function withoutIntroduction(sentence: string): string {
  const colon = sentence.indexOf(': ');
  return colon !== -1 && INTRODUCTIONS.test(sentence.slice(0, colon)) ? sentence.slice(colon + 2) : sentence;
}
