import { isSendableHeader, type Method } from '../outgoing/index.js';
import type { ActionDefinition, ActionField, Slot } from './definition.js';
import { type Known, type Placeholder, ROOTS, readPlaceholder } from './placeholder.js';

/** Fixed text, and places for values between it. */
export type Pieces = readonly (string | { readonly slot: Slot; readonly placeholder: Placeholder })[];

/** A definition that was judged: only its placeholders ever change. */
export interface ActionTemplate {
  readonly method: Method;
  readonly url: Pieces;
  readonly headers: readonly { readonly name: string; readonly value: Pieces }[];
  readonly body: Pieces | null;
  /** The body's type, unless a header says it. */
  readonly contentType: string | null;
}

/** Why a definition can't be saved. */
export interface TemplateFault {
  /** `url`, `headers.<place>`, `body`, `body.<place>`, `parameters.<place>`. */
  readonly field: string;
  readonly code:
    | 'url_invalid'
    | 'placeholder_in_address'
    | 'placeholder_unknown'
    | 'placeholder_unfinished'
    | 'header_invalid'
    | 'header_repeated'
    | 'body_not_allowed'
    | 'json_invalid'
    | 'parameter_invalid';
  /** The placeholder, or the name; never a value. */
  readonly detail?: string;
}

export type Compiled =
  | { readonly template: ActionTemplate; readonly faults: null }
  | { readonly template: null; readonly faults: readonly TemplateFault[] };

const PLACEHOLDER = /\{\{([^{}]*)\}\}/;

/**
 * Judges a definition once, when it is saved. Whether the address may be called is the outgoing connector's to say.
 */
export function compileAction(definition: ActionDefinition): Compiled {
  const faults: TemplateFault[] = [];
  const names = definition.parameters.map(({ name }) => name);
  for (const [place, name] of names.entries()) {
    const isFree = !ROOTS.some((root) => root === name) && names.indexOf(name) === place;
    if (!isFree || !/^[A-Za-z]\w{0,63}$/.test(name)) {
      faults.push({ field: `parameters.${place}`, code: 'parameter_invalid', detail: name });
    }
  }
  const reader = createReader({ parameters: names, secrets: definition.secrets }, faults);
  const template = {
    method: definition.method,
    url: reader.url(definition.url),
    headers: definition.headers.map(({ name, value }, place) => ({
      name,
      value: reader.header(`headers.${place}`, { name, value }),
    })),
    ...body(definition, reader, faults),
  };
  const keys = definition.headers.map(({ name }) => name.toLowerCase());
  for (const [place, key] of keys.entries()) {
    if (keys.indexOf(key) !== place) faults.push({ field: `headers.${place}`, code: 'header_repeated', detail: key });
  }
  return faults.length > 0 ? { template: null, faults } : { template, faults: null };
}

type Reader = ReturnType<typeof createReader>;

function createReader(known: Known, faults: TemplateFault[]) {
  /** Splits a text; `slotAt` says where a placeholder after this much fixed text stands. */
  function read(field: string, text: string, slotAt: (before: string) => Slot | null): Pieces {
    const pieces: Pieces[number][] = [];
    let rest = text;
    let fixed = '';
    for (let match = PLACEHOLDER.exec(rest); match; match = PLACEHOLDER.exec(rest)) {
      const [whole, inner = ''] = match;
      const before = rest.slice(0, match.index);
      fixed += before;
      pieces.push(before);
      rest = rest.slice(match.index + whole.length);
      const placeholder = readPlaceholder(inner, known);
      const slot = slotAt(fixed);
      if (slot === null) faults.push({ field, code: 'placeholder_in_address', detail: inner.trim() });
      else if (placeholder === null) faults.push({ field, code: 'placeholder_unknown', detail: inner.trim() });
      else pieces.push({ slot, placeholder });
    }
    if (rest.includes('{{')) faults.push({ field, code: 'placeholder_unfinished' });
    pieces.push(rest);
    return pieces;
  }

  return {
    url(text: string): Pieces {
      // Scheme, host and path end at the first of these; a value of the query begins behind an equals sign.
      const slotAt = (before: string) =>
        /^[^?#]*\?(?:[^#]*&)?[^#&=]+=[^#&]*$/.test(before) ? ('query' as const) : null;
      const pieces = read('url', text, slotAt);
      const fixed = fill(pieces, 'x');
      if (!URL.canParse(fixed) || !/^https?:$/.test(new URL(fixed).protocol) || fixed.includes('#')) {
        faults.push({ field: 'url', code: 'url_invalid' });
      }
      return pieces;
    },
    header(field: string, { name, value }: ActionField): Pieces {
      const pieces = read(field, value, () => 'header');
      if (!isSendableHeader(name, fill(pieces, 'x'))) faults.push({ field, code: 'header_invalid', detail: name });
      return pieces;
    },
    form: (field: string, text: string) => read(field, text, () => 'form'),
    json(text: string): Pieces {
      const pieces = read('body', text, (before) => (isInString(before) ? 'json_string' : 'json_value'));
      const tried = pieces.map((piece) =>
        typeof piece === 'string' ? piece : piece.slot === 'json_value' ? '0' : 'x',
      );
      if (!isJson(tried.join(''))) faults.push({ field: 'body', code: 'json_invalid' });
      return pieces;
    },
  };
}

function body(
  { method, body: given, headers }: ActionDefinition,
  reader: Reader,
  faults: TemplateFault[],
): Pick<ActionTemplate, 'body' | 'contentType'> {
  if (given.kind === 'none') return { body: null, contentType: null };
  if (method === 'GET' || method === 'HEAD') faults.push({ field: 'body', code: 'body_not_allowed' });
  const isTyped = headers.some(({ name }) => name.toLowerCase() === 'content-type');
  if (given.kind === 'json') {
    return { body: reader.json(given.text), contentType: isTyped ? null : 'application/json' };
  }
  const fields = given.fields.map(({ name, value }, place) => {
    const pieces = reader
      .form(`body.${place}`, value)
      .map((piece) => (typeof piece === 'string' ? formEncoded(piece) : piece));
    return [`${place === 0 ? '' : '&'}${formEncoded(name)}=`, ...pieces];
  });
  return { body: fields.flat(), contentType: isTyped ? null : 'application/x-www-form-urlencoded' };
}

/** As the URL standard serialises a form's value. @throws URIError for half of a surrogate pair */
export function formEncoded(text: string): string {
  encodeURIComponent(text);
  return new URLSearchParams([['', text]]).toString().slice(1);
}

function fill(pieces: Pieces, by: string): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : by)).join('');
}

/** Whether JSON text that goes on here is inside a string. */
function isInString(before: string): boolean {
  return before.replace(/\\./gs, '').split('"').length % 2 === 0;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
