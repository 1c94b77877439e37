import { describe, expect, it } from 'vitest';
import { lookupView } from '../../desk/web/inbox/lookup-view.js';
import type { LookupResult, LookupRun, TicketLookup } from '../../desk/wire/lookups.js';
import { result } from './customer-context/sample.js';
import { at } from './samples.js';

function run(id: string, found: LookupResult | null): LookupRun {
  return {
    id,
    trigger: 'new_ticket',
    state: found ? 'finished' : 'running',
    started_by: null,
    created_at: at(0),
    finished_at: found && at(1),
    result: found,
    changes: [],
  };
}

const FAILED = result({ status: 'fetch_error', reason: 'timeout', rows: [] });

function lookup(more: Partial<TicketLookup>): TicketLookup {
  return { latest: null, pending: null, history: [], refresh_from: at(1), ...more };
}

describe('a ticket’s lookup in the sidebar', () => {
  it('is nothing for a ticket that never had a run', () => {
    expect(lookupView(lookup({}), true, null)).toBeNull();
  });

  it('is under way while a run is, whatever was found before', () => {
    const [old, now] = [run('old', result()), run('now', null)];
    const view = lookupView(lookup({ latest: old, pending: now, history: [now, old] }), true, null);
    expect(view).toMatchObject({ is_running: true, run: { identifier: 'acct_1' }, history: [] });
  });

  it('keeps earlier runs apart from the latest', () => {
    const [old, last] = [run('old', FAILED), run('last', result())];
    expect(lookupView(lookup({ latest: last, history: [last, old] }), true, null)?.history).toEqual([FAILED]);
  });

  it('tells owners alone what to do', () => {
    const failed = lookup({ latest: run('last', FAILED) });
    expect(lookupView(failed, true, null)?.remedy).toContain('5 seconds');
    expect(lookupView(failed, false, null)?.remedy).toBeNull();
    expect(lookupView(lookup({ latest: run('last', result()) }), true, null)?.remedy).toBeNull();
  });
});
