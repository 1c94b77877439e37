import type { OutgoingRequest } from '../outgoing/index.js';
import type { ActionValues, Slot } from './definition.js';
import { type Placeholder, valueAt } from './placeholder.js';
import { type ActionTemplate, formEncoded, type Pieces } from './template.js';

/** Why a run makes no call. */
export interface RenderFault {
  readonly code: 'value_missing' | 'value_type' | 'value_line_break' | 'value_text';
  /** The placeholder; never its value. */
  readonly placeholder: string;
}

type Request = Required<Pick<OutgoingRequest, 'method' | 'url' | 'headers'>> & { readonly body?: string };

export type Rendered =
  | { readonly request: Request; readonly shown: Request; readonly fault: null }
  | { readonly request: null; readonly shown: null; readonly fault: RenderFault };

/** What stands for a value that nobody may see. */
const MASK = '•••';

class NoCall extends Error {
  readonly fault: RenderFault;

  constructor(fault: RenderFault) {
    super(fault.code);
    this.fault = fault;
  }
}

/**
 * Fills a template. Each value is written for where it stands, so that the request differs from its template inside
 * that slot alone; what can't be written there means no call.
 *
 * @returns `shown` is the request as people may see it: secrets and integrations masked (Law 6).
 */
export function renderAction(template: ActionTemplate, values: ActionValues): Rendered {
  try {
    const real = (placeholder: Placeholder) => valueAt(values[placeholder.root], placeholder.path);
    return {
      request: fill(template, (slot, placeholder) => written(slot, real(placeholder), placeholder.name)),
      shown: fill(template, (slot, placeholder) =>
        isMasked(placeholder) ? masked(slot) : written(slot, real(placeholder), placeholder.name),
      ),
      fault: null,
    };
  } catch (error) {
    if (error instanceof NoCall) return { request: null, shown: null, fault: error.fault };
    throw error;
  }
}

const isMasked = ({ root }: Placeholder) => root === 'integrations' || root === 'secret';

/** Bare JSON stays JSON. */
const masked = (slot: Slot) => (slot === 'json_value' ? `"${MASK}"` : MASK);

function fill(template: ActionTemplate, write: (slot: Slot, placeholder: Placeholder) => string): Request {
  const text = (pieces: Pieces) =>
    pieces.map((piece) => (typeof piece === 'string' ? piece : write(piece.slot, piece.placeholder))).join('');
  const headers = template.headers.map(({ name, value }) => [name, text(value)]);
  if (template.contentType !== null) headers.push(['Content-Type', template.contentType]);
  return {
    method: template.method,
    url: text(template.url),
    headers: Object.fromEntries(headers),
    ...(template.body && { body: text(template.body) }),
  };
}

function written(slot: Slot, value: unknown, placeholder: string): string {
  const refuse = (code: RenderFault['code']) => new NoCall({ code, placeholder });
  if (value === undefined || value === null) throw refuse('value_missing');
  if (typeof value === 'number' && !Number.isFinite(value)) throw refuse('value_type');
  if (slot === 'json_value') return JSON.stringify(value);
  if (typeof value === 'object') throw refuse('value_type');
  const text = String(value);
  // Half of a surrogate pair has no bytes in UTF-8.
  if (/\p{Cs}/u.test(text)) throw refuse('value_text');
  if (slot === 'json_string') return JSON.stringify(text).slice(1, -1);
  if (slot === 'form') return formEncoded(text);
  // A line of its own is what an attacker would write here, and no honest value needs one.
  if (/[\r\n]/.test(text)) throw refuse('value_line_break');
  if (slot === 'query') return encodeURIComponent(text);
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) throw refuse('value_text');
  return text;
}
