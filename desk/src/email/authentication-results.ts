/** One `method=result` of an `Authentication-Results` header, with what it is about. */
export interface MethodResult {
  /** Lower case, as `dmarc`. */
  readonly method: string;
  /** Lower case, as `pass`. */
  readonly result: string;
  /** As `header.from`, lower case, with every value that was given. */
  readonly properties: ReadonlyMap<string, readonly string[]>;
}

/** An `Authentication-Results` header that could be read. */
export interface AuthenticationResults {
  /** Lower case. */
  readonly authservId: string;
  readonly results: readonly MethodResult[];
}

/** Servers write a few hundred characters; beyond this it is nobody's verdict. */
const VALUE_CHARS = 16_384;

/** Comments within comments; deeper ones are nobody's. */
const COMMENT_DEPTH = 20;

/**
 * The name of the server that wrote an `Authentication-Results` header, lower case; `null` when it can't be told. Read
 * apart from the rest, because senders can make the rest unreadable: a server copies their addresses into it.
 */
export function authservIdOf(value: string): string | null {
  const start = skipComments(value, 0);
  if (start === null) return null;
  const match = /^(?:"((?:[^"\\]|\\.)*)"|([^\s;()"]+))/.exec(value.slice(start, start + 300));
  const id = match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2];
  return id ? id.toLowerCase() : null;
}

/** Where the next thing after spaces and comments begins; `null` when a comment has no end. */
function skipComments(value: string, from: number): number | null {
  let at = from;
  for (;;) {
    while (/\s/.test(value[at] ?? '')) at++;
    if (value[at] !== '(') return at;
    const end = commentEnd(value, at);
    if (end === null) return null;
    at = end;
  }
}

function commentEnd(value: string, start: number): number | null {
  let depth = 0;
  for (let at = start; at < value.length; at++) {
    const char = value[at];
    if (char === '\\') at++;
    else if (char === '(' && ++depth > COMMENT_DEPTH) return null;
    else if (char === ')' && --depth === 0) return at + 1;
  }
  return null;
}

/**
 * Reads an unfolded `Authentication-Results` value.
 *
 * @returns `null` when it is not well formed: a comment or quote without its end, no server's name, or too long
 * @see https://www.rfc-editor.org/rfc/rfc8601#section-2.2
 */
export function parseAuthenticationResults(value: string): AuthenticationResults | null {
  if (value.length > VALUE_CHARS) return null;
  const authservId = authservIdOf(value);
  const parts = splitResults(value);
  if (authservId === null || parts === null) return null;
  return { authservId, results: parts.slice(1).flatMap((part) => readResult(part) ?? []) };
}

/** The parts between semicolons, comments replaced by spaces; `null` when a comment or a quote has no end. */
function splitResults(value: string): string[] | null {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < value.length; at++) {
    const char = value[at] as string;
    const end = char === '(' ? commentEnd(value, at) : char === '"' ? quoteEnd(value, at) : at + 1;
    if (end === null) return null;
    if (char === ';') {
      parts.push(part);
      part = '';
    } else part += char === '(' ? ' ' : value.slice(at, end);
    at = end - 1;
  }
  return [...parts, part];
}

function quoteEnd(value: string, start: number): number | null {
  for (let at = start + 1; at < value.length; at++) {
    if (value[at] === '\\') at++;
    else if (value[at] === '"') return at + 1;
  }
  return null;
}

/** `method[/version]=result property=value …`; `null` for what has another shape, as `none` has. */
function readResult(part: string): MethodResult | null {
  const [head = '', ...rest] = assignments(part);
  const match = /^([a-z0-9-]+)(?:\/\d+)?=([a-z0-9-]+)$/i.exec(head);
  if (!match?.[1] || !match[2]) return null;
  const properties = new Map<string, string[]>();
  for (const assignment of rest) {
    const equals = assignment.indexOf('=');
    if (equals < 1) continue;
    const name = assignment.slice(0, equals).toLowerCase();
    properties.set(name, [...(properties.get(name) ?? []), unquoted(assignment.slice(equals + 1))]);
  }
  return { method: match[1].toLowerCase(), result: match[2].toLowerCase(), properties };
}

/** The words of a result, those joined that only spaces or comments around `=`, `/` and `.` keep apart. */
function assignments(part: string): string[] {
  const joined: string[] = [];
  for (const [word] of part.matchAll(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+/g)) {
    const before = joined.at(-1);
    const belongs = before !== undefined && (isHalf(before) || (/^[=/.]/.test(word) && !before.includes('=')));
    if (belongs) joined[joined.length - 1] = before + word;
    else joined.push(word);
  }
  return joined;
}

/** Whether a word waits for its other half: `header.`, `dkim/` or `dmarc=`. */
function isHalf(word: string): boolean {
  const equals = word.indexOf('=');
  return equals === -1 ? /[/.]$/.test(word) : equals === word.length - 1;
}

function unquoted(value: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(value)?.[1];
  return quoted === undefined ? value : quoted.replace(/\\(.)/g, '$1');
}
