import type { Usage } from './contract.js';

/** Rule of thumb for English text, used only where a server doesn't count. */
const CHARS_PER_TOKEN = 4;

/** The SDK's numbers, either of which a server may leave out. */
export interface Counted {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
}

/** The server's numbers, or a guess from the lengths of what was sent and what came back. */
export function usageOf(counted: Counted | undefined, sent: number, received: number): Usage {
  const { inputTokens, outputTokens } = counted ?? {};
  const isCounted = isCount(inputTokens) && isCount(outputTokens) && inputTokens + outputTokens > 0;
  if (isCounted) return { inputTokens, outputTokens, isEstimated: false };
  return { inputTokens: tokens(sent), outputTokens: tokens(received), isEstimated: true };
}

/** Two calls together. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    isEstimated: a.isEstimated || b.isEstimated,
  };
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0;
}

function tokens(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}
