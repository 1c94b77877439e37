import type { LookupTest } from '../../../wire/lookups.js';
import { LOCALE } from '../../locales/index.js';
import { lookupTestTexts as own } from '../../locales/lookups-en.js';
import { outgoingSteps } from '../../locales/outgoing-en.js';

const CALL_STEPS = ['dns', 'connect', 'tls', 'headers', 'body'] as const;

/** How long each step took; those of the call stand below it. */
export function TestTiming({ test: { result, call } }: { readonly test: LookupTest }) {
  const { timing } = result;
  const rows: readonly { text: string; ms: number | null; isPart?: boolean }[] = [
    { text: own.extract, ms: timing.extract_ms },
    { text: own.fetch, ms: timing.fetch_ms },
    ...CALL_STEPS.flatMap((step) => {
      const ms = call?.timing[step] ?? null;
      return ms === null ? [] : [{ text: outgoingSteps[step], ms, isPart: true }];
    }),
    { text: own.summarise, ms: timing.summarise_ms },
    { text: own.total, ms: timing.total_ms },
  ];
  return (
    <table class="timing">
      <caption>{own.timing}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">{own.step}</th>
          <th scope="col">{own.time}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ text, ms, isPart }) => (
          <tr key={text} class={isPart ? 'part' : undefined}>
            <th scope="row">{text}</th>
            <td>{ms === null ? own.not_reached : milliseconds(ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function milliseconds(ms: number): string {
  return new Intl.NumberFormat(LOCALE, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 1 }).format(ms);
}
