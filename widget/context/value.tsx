import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Breakable } from './breakable.js';
import { linkOf } from './links.js';
import type { Reader } from './reader.js';
import { isRecord, jsonText, scalarText } from './scalars.js';

/** Longest text that is shown unfolded, and what of a longer one is shown, in UTF-16 code units. */
const TEXT_CHARS = 180;
const FOLDED_CHARS = 140;

/** Most entries of a list or an object that are shown unfolded, and how many of a longer one are. */
const ENTRIES = 8;
const FOLDED_ENTRIES = 6;

/** Below this many levels a value is shown as JSON: the sidebar has no room for more indentation. */
const LEVELS = 4;

interface ValueProps {
  readonly value: unknown;
  readonly reader: Reader;
  readonly level?: number;
}

/** Any JSON value as text nodes. Only {@link linkOf} makes links. */
export function Value({ value, reader, level = 0 }: ValueProps) {
  const { texts } = reader;
  if (typeof value === 'string' && value !== '') return <TextValue text={value} reader={reader} />;
  const scalar = scalarText(value, texts);
  if (scalar !== null) {
    const isMuted = value === '' || value === null || value === undefined;
    return <span class={isMuted ? 'scalar muted' : 'scalar'}>{scalar}</span>;
  }
  if (level >= LEVELS) return <TextValue text={jsonText(value) ?? texts.unreadable} reader={reader} />;
  if (Array.isArray(value)) return <ListValue items={value} reader={reader} level={level} />;
  if (isRecord(value)) return <ObjectValue fields={Object.entries(value)} reader={reader} level={level} />;
  return <span class="muted">{texts.unreadable}</span>;
}

function TextValue({ text, reader }: { readonly text: string; readonly reader: Reader }) {
  const [isOpen, setOpen] = useState(false);
  const link = linkOf(text);
  if (link) return <LinkValue text={text} href={link.href} isSite={link.kind === 'web'} reader={reader} />;
  if (text.length <= TEXT_CHARS) return <bdi class="text">{text}</bdi>;
  return (
    <>
      <bdi class="text">{isOpen ? text : `${cut(text, FOLDED_CHARS)}…`}</bdi>
      <Fold isOpen={isOpen} onToggle={() => setOpen(!isOpen)} reader={reader} />
    </>
  );
}

interface LinkProps {
  readonly text: string;
  readonly href: string;
  readonly isSite: boolean;
  readonly reader: Reader;
}

function LinkValue({ text, href, isSite, reader }: LinkProps) {
  if (!isSite) {
    return (
      <a class="text" href={href} rel="noopener noreferrer">
        <Breakable text={text} />
      </a>
    );
  }
  return (
    <a class="text" href={href} target="_blank" rel="noopener noreferrer" aria-label={reader.texts.opens_site(text)}>
      <Breakable text={text} />
    </a>
  );
}

function ListValue({
  items,
  reader,
  level,
}: {
  readonly items: readonly unknown[];
  readonly reader: Reader;
  readonly level: number;
}) {
  const { texts } = reader;
  if (items.length === 0) return <span class="muted">{texts.empty_list}</span>;
  return (
    <Folded count={items.length} reader={reader}>
      {(shown) => (
        <ul class="list">
          {items.slice(0, shown).map((item, index) => (
            <li key={index}>
              <Value value={item} reader={reader} level={level + 1} />
            </li>
          ))}
        </ul>
      )}
    </Folded>
  );
}

interface ObjectProps {
  readonly fields: readonly (readonly [string, unknown])[];
  readonly reader: Reader;
  readonly level: number;
}

function ObjectValue({ fields, reader, level }: ObjectProps) {
  if (fields.length === 0) return <span class="muted">{reader.texts.empty_object}</span>;
  return (
    <Folded count={fields.length} reader={reader}>
      {(shown) => (
        <dl class="nested">
          {fields.slice(0, shown).map(([key, field]) => (
            <div key={key}>
              <dt>
                <Breakable text={key} />
              </dt>
              <dd>
                <Value value={field} reader={reader} level={level + 1} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Folded>
  );
}

interface FoldedProps {
  readonly count: number;
  readonly reader: Reader;
  readonly children: (shown: number) => ComponentChildren;
}

function Folded({ count, reader, children }: FoldedProps) {
  const [isOpen, setOpen] = useState(false);
  if (count <= ENTRIES) return <>{children(count)}</>;
  return (
    <>
      {children(isOpen ? count : FOLDED_ENTRIES)}
      <Fold isOpen={isOpen} onToggle={() => setOpen(!isOpen)} reader={reader} />
    </>
  );
}

interface FoldProps {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly reader: Reader;
}

function Fold({ isOpen, onToggle, reader }: FoldProps) {
  return (
    <button type="button" class="fold" aria-expanded={isOpen} onClick={onToggle}>
      {isOpen ? reader.texts.show_less : reader.texts.show_more}
    </button>
  );
}

/** Cuts between whole characters, so that half of an emoji is never shown. */
function cut(text: string, chars: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(chars - 1)) ? chars - 1 : chars;
  return text.slice(0, end).trimEnd();
}
