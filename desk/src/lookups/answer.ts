import { LOOKUP_ANSWER_BYTES } from 'convot/protocol';
import type { FetchErrorReason, LookupLink } from '../../wire/lookups.js';
import { isJsonType } from '../outgoing/index.js';
import { type Fact, factsOf } from './facts.js';
import { plainText } from './plain-text.js';
import type { OutgoingRequest } from './request.js';

/** More links are left out. */
const LINKS = 10;
const LABEL_CHARS = 80;
const URL_CHARS = 2_048;

/** What came back, or what kept it from coming. */
export type FetchAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      /** As the answer has it; `null` when it has none. */
      readonly contentType: string | null;
      /** Decoded: neither chunked nor compressed. */
      readonly body: Uint8Array;
    }
  | { readonly ok: false; readonly reason: FetchErrorReason; readonly status?: number; readonly bytes?: number };

/** Sends one request, once, within the contract's limits. It never throws for what the other side does. */
export type FetchPort = (request: OutgoingRequest) => Promise<FetchAnswer>;

/** What the answer says of the customer. */
export interface Answer {
  readonly facts: readonly Fact[];
  readonly links: readonly LookupLink[];
  /** The answer's own `type`. */
  readonly type: string | null;
  /** `{}`: the endpoint knows nobody by this identifier. */
  readonly isEmpty: boolean;
}

/** Holds an answer to the contract and reads it. */
export function readAnswer(answer: FetchAnswer): Answer | { readonly fault: FetchErrorReason } {
  if (!answer.ok) return { fault: answer.reason };
  const { status, contentType, body } = answer;
  if (status >= 300 && status < 400) return { fault: 'redirect' };
  if (status < 200 || status > 299) return { fault: 'status' };
  if (body.byteLength >= LOOKUP_ANSWER_BYTES) return { fault: 'too_large' };
  if (!isJsonType(contentType)) return { fault: 'wrong_type' };
  const value = parse(body);
  if (value === undefined) return { fault: 'not_json' };
  return isObject(value) ? readObject(value) : { fault: 'not_an_object' };
}

function readObject(value: Readonly<Record<string, unknown>>): Answer {
  const { links, ...others } = value;
  const isList = Array.isArray(links);
  return {
    facts: factsOf(isList ? others : value),
    links: isList ? links.flatMap(readLink).slice(0, LINKS) : [],
    type: Object.hasOwn(value, 'type') && typeof value.type === 'string' ? value.type : null,
    isEmpty: Object.keys(value).length === 0,
  };
}

/** Only what leads to a web page, and hides no other host behind a user name. */
function readLink(link: unknown): LookupLink[] {
  if (!isObject(link)) return [];
  const label = Object.hasOwn(link, 'label') ? link.label : undefined;
  const address = Object.hasOwn(link, 'url') ? link.url : undefined;
  if (typeof label !== 'string' || typeof address !== 'string') return [];
  if (address.length > URL_CHARS || !URL.canParse(address)) return [];
  const { protocol, username, password, host, href } = new URL(address);
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return [];
  return [{ label: plainText(label, LABEL_CHARS) || host, url: href, host }];
}

function parse(body: Uint8Array): unknown {
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const value: unknown = JSON.parse(json);
    return /\d{16}/.test(json) ? JSON.parse(withExactIntegers(json)) : value;
  } catch {
    return undefined;
  }
}

/**
 * An integer that a JavaScript number can't hold would be shown as another one: it is kept as text.
 *
 * @param json - valid
 */
function withExactIntegers(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) => {
    return token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`;
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
