/** One fact that the owner asks for. */
export interface Want {
  /** As it is to be shown. */
  readonly label: string;
  /** The field that it names, where it isn't the label: "MRR (mrr)", "mrr as Monthly revenue". */
  readonly field: string | null;
  /** How its values are to be worded: "(Active or Inactive)". */
  readonly wordings: readonly string[];
}

/** What to show, of answers of one `type` or (with `null`) of all. */
export interface Showing {
  readonly type: string | null;
  readonly wants: readonly Want[];
}

const SHOW =
  '(?:(?:please )?(?:just |only )?(?:show|display|list|include|surface|give|present)(?: (?:me|us|the agents?|agents|only|just|also|these|the following|fields?))*:? )';
const IF_TYPE =
  /^(?:if|when) (?:(?:it'?s|it is|this is|the (?:answer|result|type|record|response|customer) is|(?:the )?type(?: is|=| =|:))) (?:an? |the )?"?([\p{L}\d_-]{1,40})"?(?: (?:lookup|record|answer))?,? (?:then )?(.+)$/iu;
const FOR_TYPE = /^for (?:an? |the |all )?"?([\p{L}\d_-]{1,40})"?(?: (?:lookups|records|ids))?(?:,|:| -)? (.+)$/iu;
/** Words that ask for more than a choice of fields. */
const MORE =
  /\b(?:not|no|never|hide|unless|except|only if|if|when|whether|without|but|calculate|sum|total of|convert|translate|compare|summari[sz]e|explain|how long|since when|any)\b/i;
const LABEL = /^[\p{L}\p{N}][\p{L}\p{N} ._/%&'#-]{0,39}$/u;

/**
 * Reads "What to show in the sidebar" where it is plain: a list of labels, perhaps each with its wordings, perhaps one
 * list per `type`.
 *
 * @returns `null` when it asks for anything else: then nobody but a model can follow it.
 */
export function readShowInstructions(instruction: string): readonly Showing[] | null {
  const text = instruction
    .slice(0, 2_000)
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[^\S\n]+/g, ' ')
    .trim();
  if (text === '') return null;
  const showings: Showing[] = [];
  for (const sentence of sentencesOf(text)) {
    const showing = readSentence(sentence);
    if (!showing) return null;
    const last = showings.at(-1);
    if (last && last.type === showing.type)
      showings[showings.length - 1] = { ...last, wants: [...last.wants, ...showing.wants] };
    else showings.push(showing);
  }
  return showings.length > 0 ? showings : null;
}

/** Sentences, or lines: a list with one label on each is a list too. */
function sentencesOf(text: string): string[] {
  return text
    .split(/[.!](?=\s|$)|\n+/)
    .map((sentence) =>
      sentence
        .trim()
        .replace(/^(?:[-*•–]|\d{1,2}[.)]) */, '')
        .replace(/[;,:]$/, '')
        .trim(),
    )
    .filter(
      (sentence) =>
        sentence !== '' &&
        !/^(?:please )?(?:show|display|list|include)(?: (?:these|the following))?(?: fields?)?$/i.test(sentence),
    );
}

function readSentence(sentence: string): Showing | null {
  const typed = IF_TYPE.exec(sentence) ?? FOR_TYPE.exec(sentence);
  const wanted = (typed?.[2] ?? sentence).replace(new RegExp(`^${SHOW}`, 'i'), '');
  const wants = split(wanted).map(readWant);
  if (wants.length === 0 || wants.includes(null)) return null;
  return { type: typed?.[1] ?? null, wants: wants as Want[] };
}

/** Cuts at `;`, `,` and "and", but not inside brackets. */
function split(list: string): string[] {
  const separator = list.includes(';') ? /;(?: and )?(?![^(]*\))/ : /(?:,(?: and)?|\band\b|&)(?![^(]*\))/;
  return list
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function readWant(item: string): Want | null {
  const [, outside = '', inside] = /^([^()]+?)\s*(?:\(([^()]{1,80})\))?$/.exec(item) ?? [];
  const named = outside
    .replace(/^(?:and )?(?:(?:the|their|its|his|her|current|customer'?s?)\s+)+(?=\S)/i, '')
    .replace(/^(?:number of|how many) /i, '')
    .replace(/"/g, '')
    .trim();
  const renamed = /^([\w.]{1,40}) (?:as|labell?ed(?: as)?|called|named) (.+)$/i.exec(named);
  const sourced = /^(.+?) (?:from|=|:) ([\w.]{1,40})$/.exec(named);
  const label = renamed?.[2] ?? sourced?.[1] ?? named;
  if (!LABEL.test(label) || label.split(' ').length > 5 || MORE.test(label)) return null;
  const field = renamed?.[1] ?? sourced?.[2] ?? null;
  if (inside === undefined) return { label, field, wordings: [] };
  const wordings = wordingsIn(inside);
  if (wordings) return { label, field, wordings };
  return field === null && /^[\w.]{1,40}$/.test(inside) ? { label, field: inside, wordings: [] } : null;
}

/** "Active or Inactive", "Yes/No", "Trial, Paid or Past due". */
function wordingsIn(inside: string): string[] | null {
  if (!/\bor\b|\//i.test(inside)) return null;
  const words = inside
    .replace(/^(?:either|one of) /i, '')
    .split(/\s*(?:,\s*or\b|,|\/|\bor\b)\s*/i)
    .map((word) => word.replace(/"/g, '').trim());
  const isEach = words.every(
    (word) => /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,29}$/u.test(word) && word.split(' ').length <= 3,
  );
  return words.length > 1 && isEach ? words : null;
}
