import type { Limited, TextCall, TextEnd } from './contract.js';
import type { Deadline } from './deadline.js';
import { ModelError } from './errors.js';
import { toModelError } from './failures.js';
import type { Prompt } from './prompt.js';
import type { Server } from './server.js';
import { type Counted, usageOf } from './usage.js';

const ENDINGS: Readonly<Record<string, TextEnd['ending']>> = {
  stop: 'complete',
  length: 'length',
  'content-filter': 'filtered',
  // A word of the server's own for an end.
  other: 'complete',
};

/**
 * Streams a text, and counts it however it ends, the reader's leaving included.
 *
 * @throws ModelError, `model_output_cut` when it breaks off; and whatever `spend` throws
 */
export async function* streamText(
  server: Server,
  call: Limited<TextCall>,
  prompt: Prompt,
  deadline: Deadline,
): AsyncGenerator<string, TextEnd, void> {
  const before = deadline.reason();
  if (before) throw before;
  let chars = 0;
  let counted: Counted | undefined;
  const usage = () => usageOf(counted, prompt.system.length + prompt.text.length, chars);
  try {
    let ending: TextEnd['ending'] | undefined;
    for await (const part of pieces(server, call, prompt, deadline)) {
      if (part.type === 'error') throw named(part.error, chars > 0, deadline);
      if (part.type === 'text-delta' && part.text !== '') {
        chars += part.text.length;
        yield part.text;
      }
      if (part.type === 'finish') {
        counted = part.totalUsage;
        ending = ENDINGS[part.finishReason];
      }
    }
    if (ending === undefined) throw deadline.reason() ?? new ModelError('model_output_cut');
    if (chars === 0) throw new ModelError('model_output_invalid');
    return { usage: usage(), ending };
  } finally {
    // Who leaves before the first word pays for the prompt: the server has read it, and counts it.
    if (chars > 0 || counted || deadline.reason()) await call.spend(usage());
  }
}

/** The SDK's parts. A broken connection or the end of the time is a part too: some of the SDK's errors are, others are thrown. */
async function* pieces({ ai, model }: Server, call: Limited<TextCall>, prompt: Prompt, deadline: Deadline) {
  const { fullStream } = ai.streamText({
    model,
    system: prompt.system,
    prompt: prompt.text,
    maxOutputTokens: call.answerTokens,
    maxRetries: 0,
    abortSignal: deadline.signal,
    // The default prints the error, and with it the prompt.
    onError: () => {},
  });
  const parts = fullStream[Symbol.asyncIterator]();
  const next = () =>
    deadline
      .race(parts.next())
      .catch((error: unknown) => ({ done: false as const, value: { type: 'error' as const, error } }));
  for (let part = await next(); !part.done; part = await next()) {
    deadline.heard();
    yield part.value;
  }
}

/** After the first piece, whatever ends the answer has cut it, unless its time was over. */
function named(error: unknown, hasBegun: boolean, deadline: Deadline): ModelError {
  const over = deadline.reason();
  return over === null && hasBegun ? new ModelError('model_output_cut') : toModelError(error, deadline);
}
