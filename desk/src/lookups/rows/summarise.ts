import { z } from 'zod';
import type { LookupRow } from '../../../wire/lookups.js';
import type { Model, Spend } from '../../model/index.js';
import type { Answer } from '../answer.js';
import { plainText } from '../plain-text.js';
import { LABEL_CHARS } from './labels.js';
import { ROWS, rowOf } from './plain-rows.js';
import { TEXT_CHARS } from './values.js';

/** Longest summary, in UTF-16 code units. */
const SUMMARY_CHARS = 400;
/** So much of the answer the model reads, in UTF-16 code units. */
const FACTS_CHARS = 30_000;

/** What {@link summarise} needs. */
export interface Summarising {
  readonly answer: Answer;
  /** "What to show in the sidebar". */
  readonly instruction: string;
  readonly model: Model;
  readonly spend: Spend;
  readonly signal?: AbortSignal | undefined;
}

/** Rows and a sentence or two, in the model's words. */
export interface Summary {
  readonly rows: readonly LookupRow[];
  readonly summary: string | null;
}

/** What the model may say. */
const SAID = z.object({
  summary: z.string().nullable(),
  rows: z.array(z.object({ label: z.string(), path: z.string(), text: z.string().nullable() })),
});

/**
 * Lets the model choose, label and word the facts. A row whose path is not one of the answer's values is dropped; the
 * value itself is the answer's, whatever the model says of it.
 *
 * @throws ModelError, and what `spend` throws
 */
export async function summarise({ answer, instruction, model, spend, signal }: Summarising): Promise<Summary> {
  const { value } = await model.structured({
    schema: SAID,
    name: 'customer_context',
    system: [
      "You turn a company's own data about one customer into a few labelled rows and a summary for its support agents.",
      `The desk's owner says what to show:\n${instruction.trim() || 'Show the most important facts.'}`,
      'Answer with JSON: {"summary": "…", "rows": [{"label": "…", "path": "…", "text": "…"}]}.',
      'Each row names the path of one value of the data, copied exactly. "label" is short. "text" words the value as the',
      'owner asks, or is null when the value speaks for itself. The summary is one or two plain sentences, or null.',
      'Say nothing that the data does not say. No links, no markup.',
    ].join('\n'),
    prompt: (asData) => {
      const facts = answer.facts.map(({ path, value }) => `${path} = ${JSON.stringify(value)}`);
      return asData('customer', facts.join('\n'), FACTS_CHARS);
    },
    spend,
    signal,
  });
  return { rows: checkedRows(value.rows, answer), summary: plainText(value.summary ?? '', SUMMARY_CHARS) || null };
}

/** The rows that show a value of the answer, each of them once. */
function checkedRows(said: z.infer<typeof SAID>['rows'], { facts }: Answer): LookupRow[] {
  const left = new Map(facts.map((fact) => [fact.path, fact]));
  const rows: LookupRow[] = [];
  for (const { label, path, text } of said) {
    const fact = left.get(path);
    if (!fact || rows.length >= ROWS) continue;
    left.delete(path);
    const row = rowOf(fact);
    rows.push({
      ...row,
      label: plainText(label, LABEL_CHARS) || row.label,
      text: plainText(text ?? '', TEXT_CHARS) || row.text,
    });
  }
  return rows;
}
