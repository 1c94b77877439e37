import { LOOKUP_ANSWER_BYTES, LOOKUP_TIME_MS } from '../protocol/index.js';

/** What an endpoint answered, as far as a desk would read it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Whether reading was stopped because the body is not under 64 KB. */
  readonly tooLarge: boolean;
  /** Whether `Content-Type` names JSON. */
  readonly jsonType: boolean;
  /** The parsed body; `undefined` when it is not JSON. */
  readonly body: unknown;
}

/** Why there is no {@link Reply}: a code of the network's, or `late`. */
export interface Silence {
  readonly failed: string;
}

export interface Question {
  readonly url: URL;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long to wait for the whole answer, in milliseconds. @default 5000, as a desk */
  readonly limitMs?: number;
}

export const LATE = 'late';

const JSON_TYPE = /^application\/(?:json|[\w.!#$&^-]+\+json)\s*(?:;|$)/i;

/** Asks as a desk does: no redirect, no compression, 5 s for all of it, 64 KB at most. Never throws. */
export async function ask(question: Question): Promise<Reply | Silence> {
  const { url, method = 'GET', headers = {}, body, limitMs = LOOKUP_TIME_MS } = question;
  try {
    const response = await fetch(url, {
      method,
      headers: { Accept: 'application/json', 'Accept-Encoding': 'identity', ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
      ...(body !== undefined && { body }),
    });
    const text = await readText(response);
    return {
      status: response.status,
      headers: response.headers,
      tooLarge: text === null,
      jsonType: JSON_TYPE.test(response.headers.get('Content-Type') ?? ''),
      body: parse(text ?? ''),
    };
  } catch (error) {
    return { failed: failureCode(error) };
  }
}

async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    bytes += read.value.byteLength;
    if (bytes >= LOOKUP_ANSWER_BYTES) {
      await reader?.cancel();
      return null;
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The network's code alone (`ECONNREFUSED`): messages quote addresses. */
function failureCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return LATE;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : error.name;
}
