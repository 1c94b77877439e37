import type { Fact } from '../../src/protocol/index.js';
import { Breakable } from './breakable.js';
import { Copy } from './copy.js';
import { Provenance } from './provenance.js';
import type { Reader } from './reader.js';
import { Value } from './value.js';

interface RowProps {
  readonly name: string;
  readonly fact: Fact<unknown>;
  readonly changes: number;
  readonly reader: Reader;
}

/** A key, its value, and beside it where that came from. */
export function Row({ name, fact, changes, reader }: RowProps) {
  return (
    <div class="row">
      <dt>
        {changes > 0 && <span key={changes} class="flash" aria-hidden="true" />}
        <Breakable text={name} />
      </dt>
      <dd class="value">
        <Value value={fact.value} reader={reader} />
        <Copy name={name} value={fact.value} reader={reader} />
      </dd>
      <dd class="from">
        <Provenance name={name} fact={fact} reader={reader} />
      </dd>
    </div>
  );
}
