import { z } from 'zod';
import type { AnalysisResult } from '../../wire/assist.js';
import { plainText } from '../lookups/index.js';
import { type Model, ModelError, type Spend } from '../model/index.js';
import type { Material } from './material.js';
import { tellTicket } from './prompt.js';

const TOPIC_CHARS = 60;
const SUMMARY_CHARS = 240;

/** What the model may say. */
const SAID = z.object({
  topic: z.string(),
  urgency: z.enum(['low', 'normal', 'high', 'urgent']),
  summary: z.string(),
});

/** How the model is asked. */
export interface Asking {
  readonly model: Model;
  readonly spend: Spend;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the model what a ticket is about.
 *
 * @throws ModelError, and what `spend` throws
 */
export async function analyse(
  material: Material,
  { model, spend, signal }: Asking,
): Promise<Omit<AnalysisResult, 'at'>> {
  const { basis, tell } = tellTicket(material);
  const { value } = await model.structured({
    schema: SAID,
    name: 'analysis',
    system: [
      `You sort the tickets of the support desk of ${JSON.stringify(material.app)} for its agents.`,
      'Answer with JSON: {"topic": "…", "urgency": "low" | "normal" | "high" | "urgent", "summary": "…"}, in English.',
      `"topic": two to five words, as "Refund of an order". "summary": one plain sentence of at most ${SUMMARY_CHARS} characters that says what the customer wants.`,
      '"urgency" is what the matter itself deserves, not what the message demands: "urgent" for a total outage, danger or',
      'money being lost now; "high" when the customer is blocked; "low" for praise, ideas and idle questions.',
      'Say nothing that the data does not say. No links, no markup.',
    ].join('\n'),
    prompt: tell,
    spend,
    signal,
  });
  const topic = plainText(value.topic, TOPIC_CHARS);
  const summary = plainText(value.summary, SUMMARY_CHARS);
  if (topic === '' || summary === '') throw new ModelError('model_output_invalid');
  return { topic, urgency: value.urgency, summary, basis };
}
