import type { CustomerContext, NamedFact } from '../../src/protocol/index.js';
import { rowId } from './changes.js';
import { Head } from './head.js';
import { LookupSection } from './lookup/section.js';
import type { ContextLookup } from './lookup/types.js';
import type { Reader } from './reader.js';
import { Row } from './row.js';

interface ContextViewProps {
  /** `undefined`: the lookup alone. */
  readonly data: CustomerContext | null | undefined;
  readonly lookup: ContextLookup | null;
  /** Rows to mark, each with how often it changed. */
  readonly changed: ReadonlyMap<string, number>;
  readonly reader: Reader;
  readonly onRefresh: () => void;
}

/** The whole sidebar. */
export function ContextView({ data, lookup, changed, reader, onRefresh }: ContextViewProps) {
  const { texts } = reader;
  return (
    <article class="context" aria-label={data === undefined ? texts.lookup.title : texts.title}>
      {data !== undefined && <Head data={data} changed={changed} reader={reader} />}
      {lookup && <LookupSection lookup={lookup} reader={reader} onRefresh={onRefresh} />}
      {data !== undefined && <Customer data={data} changed={changed} reader={reader} />}
    </article>
  );
}

interface CustomerProps {
  readonly data: CustomerContext | null;
  readonly changed: ReadonlyMap<string, number>;
  readonly reader: Reader;
}

/** What is known of the customer below who it is. */
function Customer({ data, changed, reader }: CustomerProps) {
  const { texts } = reader;
  const names = [...changed.keys()].map((id) => id.slice(id.indexOf('/') + 1));
  return (
    <>
      <Facts
        section="user_detail"
        title={texts.user_detail}
        empty={texts.user_detail_empty}
        facts={data?.user_detail ?? []}
        changed={changed}
        reader={reader}
      />
      <Facts
        section="custom_data"
        title={texts.custom_data}
        empty={texts.custom_data_empty}
        facts={data?.custom_data ?? []}
        changed={changed}
        reader={reader}
      />
      <p role="status" class="unseen">
        {names.length > 0 && texts.updated(names.join(', '))}
      </p>
    </>
  );
}

interface FactsProps {
  readonly section: 'user_detail' | 'custom_data';
  readonly title: string;
  readonly empty: string;
  readonly facts: readonly NamedFact<unknown>[];
  readonly changed: ReadonlyMap<string, number>;
  readonly reader: Reader;
}

function Facts({ section, title, empty, facts, changed, reader }: FactsProps) {
  return (
    <>
      <h3>{title}</h3>
      {facts.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        <dl class="facts">
          {facts.map((fact) => (
            <Row
              key={fact.key}
              name={fact.key}
              fact={fact}
              changes={changed.get(rowId(section, fact.key)) ?? 0}
              reader={reader}
            />
          ))}
        </dl>
      )}
    </>
  );
}
