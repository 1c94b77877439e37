import { compose, type Patch, type Refusal, type Trust } from 'convot/protocol';
import type { CheckedPush } from 'convot/protocol/schemas';

type CheckedEntry = CheckedPush['entries'][number];

/** Entries that are merged as one patch. */
export interface Group {
  readonly patch: Patch;
  readonly entries: readonly CheckedEntry[];
}

/** Joins entries in their order into as few patches as the limits allow (Law 2). */
export function groupEntries(entries: readonly CheckedEntry[], trust: Trust): Group[] {
  const groups: { patch: Patch; entries: CheckedEntry[] }[] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    const joined = last && compose(last.patch, entry.custom_data.accepted, trust);
    if (last && joined) {
      last.patch = joined;
      last.entries.push(entry);
    } else {
      groups.push({ patch: entry.custom_data.accepted, entries: [entry] });
    }
  }
  return groups;
}

/**
 * What an entry is answered. Keys without room are told to a verified session alone: to any other the answer must not
 * depend on what is stored (Law 5).
 */
export function refusalsOf(entry: CheckedEntry, withoutRoom: readonly string[], trust: Trust): readonly Refusal[] {
  const { accepted, refused } = entry.custom_data;
  if (trust !== 'verified') return refused;
  const named = withoutRoom.filter((key) => Object.hasOwn(accepted, key) && accepted[key] !== null);
  return [...refused, ...named.map((key) => ({ key, code: 'too_many_keys' as const }))];
}
