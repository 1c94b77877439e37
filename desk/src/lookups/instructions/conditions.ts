import type { MailPart, PlainRule } from '../../../wire/lookups.js';
import { describe, isAnchored } from './describe.js';
import { MARK, type Word } from './marks.js';
import { BEHIND, type Description } from './phrases.js';
import { nameIn, unknownWords } from './vocabulary.js';

type Words = readonly (readonly Word[])[];

/** What a stretch asks for, and when. */
export interface Wish {
  readonly description: Description;
  readonly when: PlainRule['when'];
}

const ACTION =
  "(?:use|take|send|extract|pick|return|get|look ?up|grab|read|it's|it is|that's|that is|the (?:id|identifier|value|lookup value) is)";
const IF = new RegExp(`^(?:if|when|whenever|where) (.+?)(?:, then|,| then)? (?:please )?(${ACTION}) (.+)$`);
const TRAILING = /^(.+?),? (?:if|when|where)(?:ever)? (.+)$/;

/** "…if present": says nothing that trying it doesn't. */
const IF_THERE =
  /^(?:(?:it|it's|they|there|one|that|this|you) ?)?(?:(?:is|are|'s|has|have|can) ?)?(?:been )?(?:an? |one|any|it|such an? (?:id|number) )*(?:in there|there|present|available|given|found|included|mentioned|possible|provided|exists?|be found|find(?: one| it)?)?$/;

/** What says that something stands in a mail, before or behind it. */
const THERE =
  /\b(?:there is|there's|there are|it has|you (?:can )?(?:find|see)|(?:contains?|containing|has|have|includes?|including|mentions?|carries|shows?|says|gives|holds|starts? with|begins? with|comes? with|is present|are present|is there|exists?))\b/g;

/** "that", "it", "that order number": what the condition spoke of. */
const BACK =
  /^(?:that|it|this|those|them|the (?:same|one)|its value)(?: (?:one|value|text|string|exact|full|same|account|customer|user|order|invoice|client|ticket|subscription|id|ids|identifier|number|no|code|reference|key|address|email|e-mail|instead|as|the|lookup))*$/;
const BEHIND_ALONE = new RegExp(`^${BEHIND}$`);

/** @returns `null` for a condition that can't be told apart from another meaning. */
export function readWish(stretch: string, marks: Words): Wish | null {
  const conditional = IF.exec(stretch);
  if (conditional?.[1] && conditional[3]) return readIf(conditional[1], conditional[3], marks);
  const trailing = TRAILING.exec(stretch);
  if (trailing?.[1] && trailing[2]) {
    if (IF_THERE.test(trailing[2])) return { description: describe(trailing[1], marks), when: null };
    return readIf(trailing[2], trailing[1], marks);
  }
  return { description: describe(stretch, marks), when: null };
}

function readIf(condition: string, action: string, marks: Words): Wish | null {
  const wished = action.replace(/ (?:as the (?:id|identifier|lookup value)|instead|for the lookup)$/, '').trim();
  if (BACK.test(wished)) return readThat(condition, marks);
  const spoken = markIn(condition, marks);
  if (BEHIND_ALONE.test(wished)) return spoken && readThat(`${condition} followed by it`, marks);
  const description = describe(wished.replace(/^(?:use|take) /, ''), marks);
  if (spoken === null) {
    // "If there is an order number, use the order number after …": the same thing twice.
    const isSame = nameIn(clean(condition))?.noun === nameIn(description.rest)?.noun;
    return isSame && unknownWords(clean(condition)).length === 0 ? { description, when: null } : null;
  }
  const about = describe(condition.replace(new RegExp(MARK), ' '), marks);
  const isPlain = unknownWords(clean(about.rest)).length === 0 && about.after.length + about.prefixes.length === 0;
  if (!isPlain || spoken.length !== 1 || spoken[0]?.kind === 'regex') return null;
  const part: MailPart = about.from === 'subject' || about.from === 'body' ? about.from : partIn(condition);
  return { description, when: { contains: spoken[0]?.text ?? '', in: part } };
}

/** "If the body contains X, use that": X says what to look for. */
function readThat(condition: string, marks: Words): Wish | null {
  const description = describe(clean(condition), marks);
  description.from ??= partIn(condition) === 'mail' ? null : partIn(condition);
  const spoken = markIn(condition, marks);
  if (!isAnchored(description) && spoken?.every(({ text }) => /[:#=]$/.test(text))) {
    description.after.push(...spoken.map(({ text }) => text));
    description.rest = description.rest.replace(new RegExp(MARK), ' ');
  }
  return { description, when: null };
}

/** "the subject contains": the part is the sentence's subject, where no "in" stands before it. */
function partIn(condition: string): MailPart {
  if (/\bsubject(?: line)? or (?:the )?body|body or (?:the )?subject/.test(condition)) return 'mail';
  if (/\bsubject\b/.test(condition)) return 'subject';
  return /\bbody\b/.test(condition) ? 'body' : 'mail';
}

function clean(condition: string): string {
  return condition.replace(THERE, ' ').replace(/\s+/g, ' ').trim();
}

function markIn(condition: string, marks: Words): readonly Word[] | null {
  const found = new RegExp(MARK).exec(condition);
  return found ? (marks[Number(found[1])] ?? null) : null;
}
