import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/**
 * Faults for the simulation to find: each wraps functions of the outbox as the rest of the client sees them. The
 * wrapped code is the client's own, so these stay faults however it is written.
 */
export type PlantedFault = keyof typeof WRAPPERS;

const OUTBOX = fileURLToPath(new URL('../../src/client/outbox.ts', import.meta.url));

/** Modules that stand before `outbox.ts`; `real` is the client's own. */
const WRAPPERS = {
  'delete before send': `
    export function peek(outbox, ...rest) {
      const batch = real.peek(outbox, ...rest);
      outbox.entries = outbox.entries.filter(
        ({ lane, seq }) => lane !== batch?.lane || !batch.entries.some((each) => each.seq === seq),
      );
      return batch;
    }`,
  'gap in a request': `
    export function peek(...args) {
      const batch = real.peek(...args);
      return batch && { ...batch, entries: batch.entries.filter((_, place) => place !== 1 || batch.entries.length < 3) };
    }`,
  'newest first': `
    export function peek(outbox, ...rest) {
      const batch = real.peek(outbox, ...rest);
      return batch && { ...batch, entries: batch.entries.slice(-1) };
    }`,
  'compose after sending': `
    const sent = new Set();
    export function peek(outbox, ...rest) {
      const batch = real.peek(outbox, ...rest);
      for (const { seq } of batch?.entries ?? []) sent.add(batch.lane + seq);
      return batch;
    }
    export function append(outbox, owner, entry) {
      const last = outbox.entries.filter((each) => each.owner === owner[0] && each.trust === owner[1]).at(-1);
      if (!last || !sent.has(last.lane + last.seq)) return real.append(outbox, owner, entry);
      Object.assign(last.patch, entry.patch);
    }`,
  'acknowledge what was not named': `
    export function acknowledge(outbox, lane, results) {
      const named = outbox.entries.filter((each) => each.lane === lane);
      return real.acknowledge(outbox, lane, named.map(({ seq }) => ({ ...results[0], seq })));
    }`,
  'anybody’s entries under any session': `
    export function peek(outbox, session) {
      const owners = [session.handle, ...outbox.entries.map(({ owner, trust }) => trust && owner)].filter(Boolean);
      for (const handle of owners) {
        const batch = real.peek(outbox, { ...session, handle });
        if (batch) return { ...batch, lane: session.handle + batch.lane };
      }
      return null;
    }`,
  'sent as more than it was': `
    export function name(outbox, waiting, kept, ...rest) {
      return real.name(outbox, waiting, { ...kept, trust: 'verified' }, ...rest);
    }
    export function peek(outbox, session) {
      return real.peek(outbox, { ...session, trust: 'verified' });
    }`,
  'left behind after an end': `
    export function leave(outbox, ...rest) {
      const { session } = outbox;
      const gone = real.leave(outbox, ...rest);
      outbox.guest = session;
      return gone;
    }`,
  'ends more than who left': `
    export function leave(outbox, stays) {
      return real.leave(outbox, stays?.slice(0, 1), true);
    }`,
  'expired by nobody’s clock': `
    export function expire(outbox, now) {
      return real.expire(outbox, now + 6.9999 * 86_400_000 + (now % 97 === 0 ? 1e9 : 0));
    }`,
} as const;

export const PLANTED_FAULTS = Object.keys(WRAPPERS) as PlantedFault[];

/** Puts the fault between the client and its outbox. */
export function planted(fault: PlantedFault): Plugin {
  return {
    name: 'planted-fault',
    setup(build) {
      build.onResolve({ filter: /\/outbox\.js$/ }, ({ kind, namespace, importer }) =>
        kind === 'import-statement' && namespace === 'file' && importer.includes('/src/client/')
          ? { path: fault, namespace: 'planted', sideEffects: false }
          : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'planted' }, () => ({
        contents: `import * as real from ${JSON.stringify(OUTBOX)}; export * from ${JSON.stringify(OUTBOX)};${WRAPPERS[fault]}`,
        resolveDir: fileURLToPath(new URL('.', import.meta.url)),
        loader: 'js',
      }));
    },
  };
}
