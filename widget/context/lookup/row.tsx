import { useId, useLayoutEffect, useState } from 'preact/hooks';
import { Breakable } from '../breakable.js';
import { Copy } from '../copy.js';
import { onEscape } from '../escape.js';
import type { Reader } from '../reader.js';
import { jsonText } from '../scalars.js';
import type { ContextLookupRow } from './types.js';

/** Longest raw value in the text beside it, in UTF-16 code units. */
const RAW_CHARS = 300;

/**
 * A fact in words. What the backend really answered stands above it while the pointer is on it or its button has the
 * focus; Escape takes it away (WCAG 2.2, 1.4.13). Never a link: those come from the answer's `links` alone.
 */
export function LookupRow({ row, reader }: { readonly row: ContextLookupRow; readonly reader: Reader }) {
  const [isShown, setShown] = useState(false);
  const id = useId();
  useLayoutEffect(() => (isShown ? onEscape(() => setShown(false)) : undefined), [isShown]);
  const { lookup } = reader.texts;
  const raw = (jsonText(row.value) ?? reader.texts.unreadable).slice(0, RAW_CHARS);
  const text = typeof row.text === 'string' && row.text !== '' ? row.text : reader.texts.empty_text;
  return (
    <div class="row">
      <dt>
        <Breakable text={String(row.label)} />
      </dt>
      <dd
        class="value raw"
        onMouseEnter={() => setShown(true)}
        onMouseLeave={() => setShown(false)}
        onFocusIn={() => setShown(true)}
        onFocusOut={() => setShown(false)}
      >
        <bdi class={row.value === null || row.value === '' ? 'text muted' : 'text'}>{text}</bdi>
        <Copy name={String(row.label)} value={row.value} reader={reader} describedBy={id} />
        <span class="tip" role="tooltip" id={id} hidden={!isShown}>
          <bdi>{lookup.raw(raw)}</bdi> <span class="path">{lookup.at_path(String(row.path))}</span>
        </span>
      </dd>
    </div>
  );
}
