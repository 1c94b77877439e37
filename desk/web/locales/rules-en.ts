import type { IdentifierShape, InstructionReading, MailPart, PlainRule } from '../../wire/lookups.js';

const PLACES: Readonly<Record<MailPart, string>> = {
  subject: 'the subject',
  body: 'the body',
  mail: 'subject and body',
};

/** A rule of the plain reader as a sentence, so that an owner sees whether it was meant so. */
export function ruleSentence(rule: PlainRule): string {
  const condition = rule.when ? `Only if ${PLACES[rule.when.in]} ${verb(rule.when.in)} “${rule.when.contains}”: ` : '';
  return condition + (condition ? lowerFirst(finding(rule)) : finding(rule));
}

function finding({ from, after, prefixes, shape }: PlainRule): string {
  if (from === 'sender_email') return 'The sender’s email address.';
  if (from === 'sender_id') return 'The sender’s own external ID.';
  const what = shape ? shapeWords(shape) : 'The value';
  const label = after.length > 0 ? ` after ${either(after.map(quoted))}` : '';
  const start = prefixes.length > 0 ? `, beginning with ${either(prefixes.map(quoted))}` : '';
  return `${what} in ${PLACES[from]}${label}${start}.`;
}

function shapeWords(shape: IdentifierShape): string {
  switch (shape.kind) {
    case 'number':
      return 'A number';
    case 'digits':
      return `${range(shape.min, shape.max)} digits`;
    case 'alphanumeric':
      return `${range(shape.min, shape.max)} letters and digits`;
    case 'email':
      return 'An email address';
    case 'uuid':
      return 'A UUID';
    case 'pattern':
      return `What matches /${shape.source}/${shape.ignoreCase ? 'i' : ''}`;
  }
}

/** Why an instruction can't be read without a model. */
export function unreadSentence({ reason, detail }: Extract<InstructionReading, { understood: false }>): string {
  switch (reason) {
    case 'empty':
      return 'There is no instruction yet.';
    case 'too_long':
      return 'It is too long for the plain reader.';
    case 'unknown_words':
      return detail ? `It does not know: “${detail}”.` : 'It has words that it does not know.';
    case 'nothing_to_look_for':
      return 'No label, beginning, pattern or kind of value is named.';
    case 'pattern_unsupported':
      return detail ? `It does not take this pattern: ${detail}` : 'It does not take this pattern.';
  }
}

const quoted = (text: string) => `“${text}”`;
const either = (texts: readonly string[]) => new Intl.ListFormat('en', { type: 'disjunction' }).format(texts);
const range = (min: number, max: number) => (min === max ? `${min}` : `${min} to ${max}`);
const verb = (part: MailPart) => (part === 'mail' ? 'hold' : 'holds');
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
