import type { LookupChange, LookupRow } from '../../../wire/lookups.js';

/**
 * What became of each fact between two runs: changed ones and new ones in the order of the new rows, then those that
 * are gone. A row is the same by its path, whatever its label says; a value that is only worded otherwise hasn't changed.
 */
export function changesBetween(previous: readonly LookupRow[], current: readonly LookupRow[]): LookupChange[] {
  const before = new Map(previous.map((row) => [row.path, row]));
  const after = new Set(current.map(({ path }) => path));
  const changes = current.flatMap((row): LookupChange[] => {
    const was = before.get(row.path);
    const { path, label } = row;
    if (!was) return [{ path, label, what: 'added', before: null, after: shown(row) }];
    return was.value === row.value ? [] : [{ path, label, what: 'changed', before: shown(was), after: shown(row) }];
  });
  const gone = previous.filter(({ path }) => !after.has(path));
  return [
    ...changes,
    ...gone.map(({ path, label, ...row }) => ({
      path,
      label,
      what: 'removed' as const,
      before: shown(row),
      after: null,
    })),
  ];
}

function shown({ value, text }: Pick<LookupRow, 'value' | 'text'>): Pick<LookupRow, 'value' | 'text'> {
  return { value, text };
}
