import type { IdentifierShape, MailPart, PlainRule } from '../../../wire/lookups.js';
import { learnFrom, MARK, type Word } from './marks.js';

/** What a stretch of an instruction says of one identifier. */
export interface Description {
  from: PlainRule['from'] | null;
  after: string[];
  prefixes: string[];
  shape: IdentifierShape | null;
  /** The shape of an example: it counts where nothing else is known. */
  sampled: IdentifierShape | null;
  /** The sender was spoken of: without a place, the address that the mail came from is meant. */
  isSender: boolean;
  /** A pattern was given that the desk can't run. */
  isUnsupported: boolean;
  /** What was left of the words. */
  rest: string;
}

/**
 * A phrase: what it looks like, and what it adds. With `false` it was none after all and stays among the words.
 * `words` are those of the mark in it, `said` the text of its first group.
 */
export interface Phrase {
  readonly form: RegExp;
  readonly add: (found: Description, words: readonly Word[], said: string) => boolean;
}

/** In a form, `M` is a mark, a space may be a missing one, and `(a|b)` has no group. */
function phrase(form: string, add: Phrase['add']): Phrase {
  const source = form.replaceAll('(', '(?:').replaceAll('(?:?', '(?').replaceAll('<', '(').replaceAll('>', ')');
  return { form: new RegExp(source.replaceAll('M', MARK), 'g'), add };
}

const MAIL = '(e-?mail|mail|message|ticket)';
const PERSON = '(sender|customer|user|author|requester|client|contact|person)';
const ADDRESS = '(e-?mail( address)?|address)';
const WORD = '((words?|labels?|text|phrase|heading|field|line|string|key) )?';
const BEGINS = '(starts?|begins?|starting|beginning)';
/** May stand before what says where a value is. */
const STANDS =
  '((that|which|it|they|always|usually|is|are|comes?|stands?|appears?|found|given|located|written|printed|right|immediately|directly|just) )*';
const EXAMPLE =
  '\\b(eg|ie|for example|for instance|such as|as in|like|(which |that |it |they )?looks? like|of the form|in the (form|format)( of)?|formatted (as|like)|with the (form|format))[:,]?';
const NOUN =
  '(account|customer|user|order|invoice|client|tenant|workspace|subscription|ids?|identifiers?|numbers?|codes?|references?|keys?|values?|prefix)';
const PART_NAMES = `subject( line)?( (or|and) (the )?body)?|body( text)?( (or|and) (the )?subject( line)?)?|title|text|content|${MAIL}`;
const AFTER =
  '(after|following|follows|behind|next to|beside|preceded by|labell?ed( as| with)?|label|marked( as| with)?|under|below|to the right of)';

/** What stands behind a word that was just named. */
export const BEHIND =
  '(what(ever)? (follows|comes (right |directly )?after)|the (value|text|number|id|identifier|word|code|part|string|token|digits)s? ((that |which )?(follows?|following|comes? (right |directly )?after|after|behind|next to)|right after|directly after))( it| that| them| this)?\\b';

/** Tried in this order: a longer phrase before those that stand in it. */
export const PHRASES: readonly Phrase[] = [
  phrase(
    '(that |which |must |it |always )*(match(es|ing)?|fit(s|ting)?)( the)?( (pattern|regexp?|regular expression|format))?:? M',
    addPattern,
  ),
  phrase('((with|is|has|follows) )?(the |a )?(pattern|regexp?|regular expression)( is| of)?:? M', addPattern),
  phrase(`${EXAMPLE} (the )?M`, addSamples),
  phrase(`${EXAMPLE} <\\d{3,40}>\\b`, addDigits),
  phrase(
    `\\b(on|in|from) the (field|line|row) ((that |which )?(after|called|named|labell?ed|${BEGINS} with) )?M`,
    addLabels,
  ),
  phrase('\\b(in|from|under|of) the M (field|line|row|label|heading|section)', addLabels),
  phrase(`M,? and (then )?(use|take|extract|read|get|send|return) ${BEHIND}`, addLabels),
  phrase('\\b(the )?(values?|text|contents?) of M', addLabels),
  phrase('M (is )?followed by\\b', addLeadingLabels),
  phrase(`${STANDS}\\b${AFTER} (the )?${WORD}M`, addLabels),
  phrase(
    `${STANDS}(${BEGINS}|prefixed)( with| by| in)( the)?( (letters?|characters?|prefix|text|string))? M`,
    addPrefixes,
  ),
  phrase('\\b(with|has|having)( the| a)? prefix(es)?( of)? M', addPrefixes),
  phrase('\\b(the )?prefix (is )?M', addPrefixes),
  phrase('M[- ]prefixed\\b', addPrefixes),
  phrase(`M(?=[ -]?(\\w+ )?${NOUN}\\b)`, addAlone),
  phrase('M', addAlone),
  phrase(`\\b(${PERSON}('s)? )?external[ _]ids?\\b`, (found) => setFrom(found, 'sender_id')),
  phrase(
    `\\b${ADDRESS} (of|that belongs to) the (${PERSON} who (wrote|sent)( it| us| the ${MAIL})?|${PERSON})\\b`,
    addSender,
  ),
  phrase(
    `\\b${ADDRESS} (that |which )?(the )?(${PERSON}|they) (wrote|writes?|sent|sends?|used?)( it| to write)?( from)?\\b`,
    addSender,
  ),
  phrase(
    `\\b(${MAIL} )?(address )?(that |which )?((it|the ${MAIL}) (came|comes|was sent|is) from|they (wrote|write|sent it) from)`,
    addSender,
  ),
  phrase(`\\b${PERSON}('s|s'|s)? (own )?${ADDRESS}(es)?\\b`, addSender),
  phrase('\\bfrom[ -](address|field|header|e-?mail)\\b|\\btheir (own )?e-?mail( address)?\\b', addSender),
  phrase('^((use|the|finally|their) )*e-?mail$', addSender),
  phrase(
    `\\b(in|from|of|within|inside|anywhere in|somewhere in|on) (either )?((the|their|your|its|an?) )?((incoming )?${MAIL}('s)? )?<${PART_NAMES}>s?( (of|in) ((the|an?) )?${MAIL})?\\b`,
    addPart,
  ),
  phrase('\\b(the )?e-?mail address(es)?\\b', (found) => setShape(found, { kind: 'email' })),
];

function addLabels(found: Description, words: readonly Word[]): boolean {
  if (words.some(({ kind }) => kind === 'regex')) return false;
  found.after.push(...words.map(({ text }) => text));
  return true;
}

/** "acct_ followed by 8 digits" speaks of a prefix. */
function addLeadingLabels(found: Description, words: readonly Word[]): boolean {
  return words.every(({ kind }) => kind !== 'prefix') && addLabels(found, words);
}

function addPrefixes(found: Description, words: readonly Word[]): boolean {
  if (words.some(({ kind }) => kind === 'regex')) return false;
  found.prefixes.push(...words.map(({ text }) => text.replace(/[*…]+$|\.{3}$/, '')));
  return true;
}

/** A word without a phrase around it is a prefix, a sample or a pattern only when it looks like one. */
function addAlone(found: Description, words: readonly Word[]): boolean {
  const isAll = (...kinds: Word['kind'][]) => words.length > 0 && words.every(({ kind }) => kinds.includes(kind));
  if (isAll('prefix')) return addPrefixes(found, words);
  return isAll('sample', 'prefix') || isAll('regex') ? addSamples(found, words) : false;
}

/** An example beside a label or a prefix only illustrates them; alone it is all that is known. */
function addSamples(found: Description, words: readonly Word[]): boolean {
  if (words.every(({ kind }) => kind === 'regex')) return addPattern(found, words);
  const learned = words.map(({ kind, text }) => (kind === 'prefix' ? { prefix: text } : learnFrom(text)));
  if (learned.includes(null)) return false;
  for (const sample of learned) {
    if (sample?.after !== undefined && found.after.length === 0) found.after.push(sample.after);
    if (sample?.prefix !== undefined && !found.prefixes.includes(sample.prefix)) found.prefixes.push(sample.prefix);
    if (sample?.shape !== undefined) found.sampled ??= sample.shape;
  }
  return true;
}

function addDigits(found: Description, _words: readonly Word[], said: string): boolean {
  found.sampled ??= { kind: 'digits', min: said.length, max: said.length };
  return true;
}

function addPattern(found: Description, words: readonly Word[]): boolean {
  const [word] = words;
  if (!word || words.length > 1) return false;
  if (word.kind === 'sample' || word.kind === 'prefix') return addSamples(found, words);
  found.isUnsupported ||= /[^i]/.test(word.flags ?? '');
  return setShape(found, { kind: 'pattern', source: word.text, ignoreCase: word.flags === 'i' });
}

function addSender(found: Description): boolean {
  found.isSender = true;
  return setShape(found, { kind: 'email' });
}

const PARTS: readonly (readonly [RegExp, MailPart])[] = [
  [/ (?:or|and) /, 'mail'],
  [/^(?:subject|title)/, 'subject'],
  [/^body/, 'body'],
];

function addPart(found: Description, _words: readonly Word[], said: string): boolean {
  return setFrom(found, PARTS.find(([form]) => form.test(said))?.[1] ?? 'mail');
}

function setFrom(found: Description, from: PlainRule['from']): boolean {
  found.from ??= from;
  return true;
}

function setShape(found: Description, shape: IdentifierShape): boolean {
  found.shape ??= shape;
  return true;
}
