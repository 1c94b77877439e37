import { useId, useLayoutEffect, useState } from 'preact/hooks';
import type { Fact } from '../../src/protocol/index.js';
import { onEscape } from './escape.js';
import { Icon } from './icons.js';
import type { Reader } from './reader.js';
import { jsonText, scalarText } from './scalars.js';
import { describeSource } from './source.js';
import { describeTime } from './time.js';

/** Longest former value that is shown, in UTF-16 code units. */
const PREVIOUS_CHARS = 300;

interface ProvenanceProps {
  /** What the value is called, for the names of controls. */
  readonly name: string;
  readonly fact: Fact<unknown>;
  readonly reader: Reader;
}

/** Where a value came from, when, and what it replaced; in fewer letters where there is little room. */
export function Provenance({ name, fact, reader }: ProvenanceProps) {
  const source = describeSource(fact, reader.texts);
  const time = describeTime(fact.at, reader.now, reader.locale);
  return (
    <p class={source.proven ? 'provenance' : 'provenance unproven'}>
      <span class="source" title={`${source.label}. ${source.explain}`}>
        <Icon name={source.icon} />
        <Roomy long={source.label} short={source.short} />
      </span>
      {time && (
        <time dateTime={fact.at} title={time.absolute}>
          <Roomy long={time.relative} short={time.short} />
        </time>
      )}
      {fact.previous !== undefined && <Previous name={name} previous={fact.previous} reader={reader} />}
    </p>
  );
}

/** Two spellings of which the style sheet shows one; a screen reader always has the long one. */
function Roomy({ long, short }: { readonly long: string; readonly short: string }) {
  return (
    <>
      <span class="long">{long}</span>
      <span class="short" aria-hidden="true">
        {short}
      </span>
    </>
  );
}

interface PreviousProps {
  readonly name: string;
  readonly previous: unknown;
  readonly reader: Reader;
}

/** Shown on hover and focus, kept while the pointer is on it, dismissed by Escape (WCAG 2.2, 1.4.13). */
function Previous({ name, previous, reader }: PreviousProps) {
  const [isShown, setShown] = useState(false);
  const id = useId();
  useLayoutEffect(() => (isShown ? onEscape(() => setShown(false)) : undefined), [isShown]);
  const { texts } = reader;
  const value = scalarText(previous, texts) ?? jsonText(previous) ?? texts.unreadable;
  const show = () => setShown(true);
  const hide = () => setShown(false);
  // From the button onto the text above it, and back, is no leaving.
  const leave = ({ currentTarget, relatedTarget }: MouseEvent) => {
    const around = currentTarget instanceof Element && currentTarget.parentElement;
    if (!(around && relatedTarget instanceof Node && around.contains(relatedTarget))) hide();
  };
  return (
    <span class="previous">
      <button
        type="button"
        aria-label={`${texts.previous}: ${texts.previous_of(name)}`}
        aria-describedby={id}
        onMouseEnter={show}
        onMouseLeave={leave}
        onFocus={show}
        onBlur={hide}
        onClick={show}
      >
        <Icon name="history" />
        <span class="long">{texts.previous}</span>
      </button>
      <span class="tip" role="tooltip" id={id} hidden={!isShown} onMouseLeave={leave}>
        <bdi>{texts.before(value.slice(0, PREVIOUS_CHARS))}</bdi>
      </span>
    </span>
  );
}
