import { ConvotError, type ErrorCode } from 'convot/protocol';
import { useState } from 'preact/hooks';
import type { LookupSample, LookupSettingsPage, LookupTest } from '../../../wire/lookups.js';
import { errorText, LOCALE } from '../../locales/index.js';
import { lookupTestTexts as own } from '../../locales/lookups-en.js';
import { Sample } from './sample.js';
import { TestResult } from './test-result.js';

type Testing =
  | { readonly state: 'idle' | 'running' }
  | { readonly state: 'done'; readonly test: LookupTest }
  | { readonly state: 'failed'; readonly code: ErrorCode };

interface TestPanelProps {
  readonly page: LookupSettingsPage;
  /** AI credits left this month. */
  readonly left: number;
  /** A test uses what is saved: what was only entered is saved first. */
  readonly mustSave: boolean;
  /** Resolves to whether it was saved. */
  readonly onSave: () => Promise<boolean>;
  readonly test: (sample: LookupSample) => Promise<LookupTest>;
  readonly onUsed: () => void;
}

/** Runs a whole lookup on a made-up message, before the feature is enabled. */
export function TestPanel({ page, left, mustSave, onSave, test, onUsed }: TestPanelProps) {
  const [testing, setTesting] = useState<Testing>({ state: 'idle' });
  const run = async (sample: LookupSample) => {
    if (testing.state === 'running') return;
    setTesting({ state: 'running' });
    if (mustSave && !(await onSave())) return setTesting({ state: 'idle' });
    try {
      setTesting({ state: 'done', test: await test(sample) });
      onUsed();
    } catch (error) {
      setTesting({ state: 'failed', code: error instanceof ConvotError ? error.code : 'internal' });
    }
  };
  const isRunning = testing.state === 'running';
  return (
    <section class="card test-panel" aria-labelledby="test">
      <h2 id="test">{own.title}</h2>
      <p class="hint">{own.hint}</p>
      <Sample onRun={run}>
        <button type="submit" class="button primary" aria-disabled={isRunning}>
          {isRunning ? own.running : mustSave ? own.save_and_run : own.run}
        </button>
        <span class="note">{page.model ? own.costs(new Intl.NumberFormat(LOCALE).format(left)) : own.free}</span>
      </Sample>
      {testing.state === 'failed' && (
        <p class="alert" role="alert">
          {errorText(testing.code)}
        </p>
      )}
      {testing.state === 'done' && <TestResult test={testing.test} hasModel={page.model !== null} />}
    </section>
  );
}
