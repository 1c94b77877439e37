import type { LookupChange, LookupResult, LookupRow } from '../../../wire/lookups.js';

/**
 * What became of each fact between two runs: changed ones and new ones in the order of the new rows, then those that
 * are gone. A row is the same by its path, whatever its label says; a value that is only worded otherwise hasn't changed.
 * One is new or gone only if the other answer has nothing at its path: whether it is shown may be the model's choice.
 */
export function changesBetween(previous: Answered, current: Answered): LookupChange[] {
  const before = new Map(previous.rows.map((row) => [row.path, row]));
  const hadBefore = new Set(pathsOf(previous));
  const hasNow = new Set(pathsOf(current));
  const changes = current.rows.flatMap((row): LookupChange[] => {
    const was = before.get(row.path);
    const { path, label } = row;
    if (!was) return hadBefore.has(path) ? [] : [{ path, label, what: 'added', before: null, after: shown(row) }];
    return was.value === row.value ? [] : [{ path, label, what: 'changed', before: shown(was), after: shown(row) }];
  });
  const gone = previous.rows.filter(({ path }) => !hasNow.has(path));
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

type Answered = Pick<LookupResult, 'rows' | 'paths'>;

function pathsOf({ rows, paths }: Answered): readonly string[] {
  return paths ?? rows.map(({ path }) => path);
}

function shown({ value, text }: Pick<LookupRow, 'value' | 'text'>): Pick<LookupRow, 'value' | 'text'> {
  return { value, text };
}
