import type { ModelMessage } from 'ai';
import { z } from 'zod';
import type { Limited, StructuredAnswer, StructuredCall, Usage } from './contract.js';
import type { Deadline } from './deadline.js';
import { ModelError } from './errors.js';
import { toModelError } from './failures.js';
import type { Prompt } from './prompt.js';
import { findObject } from './salvage.js';
import type { Server } from './server.js';
import { addUsage, type Counted, usageOf } from './usage.js';

/** So much of an unusable answer is shown to the model when it is asked again, in characters. */
const SHOWN_CHARS = 4_000;

interface Attempt<T> {
  readonly text: string;
  readonly usage: Usage;
  /** Absent when the answer doesn't fit. */
  readonly fit?: { readonly value: T; readonly isFenced: boolean };
}

/**
 * Asks for an object; asks once more when the answer doesn't fit the schema.
 *
 * @throws ModelError, `model_output_invalid` when the second answer doesn't fit either; and whatever `spend` throws
 */
export async function askForObject<T>(
  server: Server,
  call: Limited<StructuredCall<T>>,
  prompt: Prompt,
  deadline: Deadline,
): Promise<StructuredAnswer<T>> {
  const before = deadline.reason();
  if (before) throw before;
  const question: ModelMessage = { role: 'user', content: prompt.text };
  const first = await attempt(server, call, prompt.system, [question], deadline);
  await call.spend(first.usage);
  if (first.fit) return { value: first.fit.value, usage: first.usage, repair: first.fit.isFenced ? 'fence' : 'none' };
  const again: ModelMessage[] = [question, ...reminder(first.text, call.schema)];
  const second = await attempt(server, call, prompt.system, again, deadline);
  await call.spend(second.usage);
  if (!second.fit) throw new ModelError('model_output_invalid');
  return { value: second.fit.value, usage: addUsage(first.usage, second.usage), repair: 'asked_again' };
}

async function attempt<T>(
  { ai, model }: Server,
  { schema, name, answerTokens, spend }: Limited<StructuredCall<T>>,
  system: string,
  messages: ModelMessage[],
  deadline: Deadline,
): Promise<Attempt<T>> {
  const sent = system.length + messages.reduce((sum, { content }) => sum + content.length, 0);
  const read = (text: string, counted: Counted | undefined, value?: { value: T }): Attempt<T> => {
    const usage = usageOf(counted, sent, text.length);
    if (value) return { text, usage, fit: { ...value, isFenced: false } };
    const found = salvage(text, schema);
    return found ? { text, usage, fit: { ...found, isFenced: true } } : { text, usage };
  };
  try {
    const answer = await deadline.race(
      ai.generateText({
        model,
        system,
        messages,
        output: ai.Output.object({ schema, name }),
        maxOutputTokens: answerTokens,
        maxRetries: 0,
        abortSignal: deadline.signal,
      }),
    );
    // An answer that reached the longest length was never parsed: reading `output` would throw.
    const isWhole = answer.finishReason === 'stop';
    return read(answer.text, answer.usage, isWhole ? { value: answer.output as T } : undefined);
  } catch (error) {
    if (ai.NoObjectGeneratedError.isInstance(error)) return read(error.text ?? '', error.usage);
    // The server has read the prompt of a call that was given up, and counts it.
    if (deadline.reason()) await spend(usageOf(undefined, sent, 0));
    throw toModelError(error, deadline);
  }
}

function salvage<T>(text: string, schema: StructuredCall<T>['schema']): { value: T } | null {
  const object = findObject(text);
  if (object === null) return null;
  try {
    const { success, data } = schema.safeParse(JSON.parse(object));
    return success ? { value: data } : null;
  } catch {
    return null;
  }
}

/** The conversation goes on: what the model said, and what was wrong with it. */
function reminder(text: string, schema: z.ZodType): ModelMessage[] {
  const said: ModelMessage[] = text === '' ? [] : [{ role: 'assistant', content: text.slice(0, SHOWN_CHARS) }];
  const wanted = JSON.stringify(z.toJSONSchema(schema));
  const content = `That is not the JSON object that was asked for. Answer again with one JSON object of this schema and nothing else, without a Markdown fence:\n${wanted}`;
  return [...said, { role: 'user', content }];
}
