import type { CustomerContext } from '../../src/protocol/index.js';
import { rowId } from './changes.js';
import { Provenance } from './provenance.js';
import type { Reader } from './reader.js';
import { Row } from './row.js';

interface HeadProps {
  readonly data: CustomerContext | null;
  readonly changed: ReadonlyMap<string, number>;
  readonly reader: Reader;
}

/** Who it is: the name large, then email and external id as rows. */
export function Head({ data, changed, reader }: HeadProps) {
  const { texts } = reader;
  const name = readable(data?.name?.value);
  const email = readable(data?.email?.value);
  if (!data || !(name || email || data.external_id)) {
    return (
      <header class="head">
        <h2>{texts.nobody}</h2>
        <p class="empty">{texts.nobody_hint}</p>
      </header>
    );
  }
  const changes = (key: string) => changed.get(rowId('head', key)) ?? 0;
  return (
    <header class="head">
      <div class="who">
        <span class="initials" aria-hidden="true">
          {initials(name ?? email ?? '')}
        </span>
        <div>
          {changes('name') > 0 && <span key={changes('name')} class="flash" aria-hidden="true" />}
          <h2 class={name ? undefined : 'muted'}>
            <bdi>{name ?? texts.no_name}</bdi>
          </h2>
          {name && data.name && <Provenance name={texts.name} fact={data.name} reader={reader} />}
        </div>
      </div>
      <dl class="facts">
        {data.email && <Row name={texts.email} fact={data.email} changes={changes('email')} reader={reader} />}
        {data.external_id && (
          <Row name={texts.external_id} fact={data.external_id} changes={changes('external_id')} reader={reader} />
        )}
      </dl>
    </header>
  );
}

/** Other desks set the data too, so a type is a promise only. */
function readable(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** The first letters of the first and the last word; of an address, its first letter. */
function initials(text: string): string {
  const words =
    text
      .split('@')[0]
      ?.split(/[\s.]+/)
      .filter(Boolean) ?? [];
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase() || '?';
}
