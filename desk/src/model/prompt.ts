import { ModelError } from './errors.js';
import type { AsData } from './fence.js';
import { createFence } from './fence.js';

/** Longest prompt with its system message, in UTF-16 code units. */
const PROMPT_CHARS = 120_000;

/** A prompt as it is sent. */
export interface Prompt {
  readonly system: string;
  readonly text: string;
}

/**
 * Writes a prompt with a fence of its own, and tells the model what the fence means.
 *
 * @throws ModelError `model_input_too_large`
 */
export function writePrompt(call: { system: string; prompt: (asData: AsData) => string }): Prompt {
  const fence = createFence();
  const prompt = { system: `${call.system}\n\n${fence.rule}`, text: call.prompt(fence.asData) };
  if (prompt.system.length + prompt.text.length > PROMPT_CHARS) throw new ModelError('model_input_too_large');
  return prompt;
}
