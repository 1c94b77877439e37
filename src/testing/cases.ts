import type { Capabilities } from '../protocol/index.js';
import { type BackendUnderTest, type Rule, stageOf } from './control.js';
import { conversationCases } from './conversation-cases.js';
import { patchCases } from './patch-cases.js';
import { sessionCases } from './session-cases.js';
import { streamCases } from './stream-cases.js';
import { trustCases } from './trust-cases.js';

/** What {@link adapterCases} needs. */
export interface ConformanceOptions {
  /** Makes the backend for one case; it may be the same running one each time, since cases use people of their own. */
  readonly make: () => BackendUnderTest | Promise<BackendUnderTest>;
}

/** One rule of the contract. */
export interface AdapterCase {
  /** States the rule. */
  readonly name: string;
  /** Without this capability the case does not apply. */
  readonly needs: keyof Capabilities | null;
  /** Tries the rule. @throws ConformanceError when the adapter breaks it. */
  run(): Promise<CaseResult>;
}

/** `skipped` holds the written reason: the adapter says that its backend can't keep this. */
export type CaseResult = { readonly skipped: string } | { readonly skipped: null };

const RULES: readonly Rule[] = [...sessionCases, ...trustCases, ...patchCases, ...conversationCases, ...streamCases];

/**
 * Every rule of the adapter contract as a case for any test runner:
 *
 * ```ts
 * for (const { name, run } of adapterCases({ make })) {
 *   test(name, async (context) => {
 *     const { skipped } = await run();
 *     if (skipped) context.skip(skipped);
 *   });
 * }
 * ```
 *
 * A case is skipped only when a capability of the adapter is `false`, and its reason says which.
 */
export function adapterCases({ make }: ConformanceOptions): readonly AdapterCase[] {
  return RULES.map(({ name, needs = null, holds }) => ({
    name,
    needs,
    run: async () => {
      const backend = await make();
      try {
        const { capabilities, name: adapter } = backend.adapter();
        if (needs && capabilities?.[needs] === false)
          return { skipped: `The adapter ${adapter} says ${needs}: false.` };
        await holds(stageOf(backend));
        return { skipped: null };
      } finally {
        await backend.stop?.();
      }
    },
  }));
}
