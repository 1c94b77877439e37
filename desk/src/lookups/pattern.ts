/**
 * The owner's patterns, matched in linear time: a text of a stranger against an expression of another can never
 * be made to take long, as it could with the platform's backtracking engine.
 *
 * Understood: literals, escapes (`\d \w \s` and their opposites), classes, `.`, groups, `|`, `* + ? {n} {n,} {n,m}`,
 * `^` at the beginning and `$` at the end, the flag `i`. Anything else makes the pattern unsupported.
 *
 * @see Thompson, "Regular Expression Search Algorithm", Communications of the ACM 11 (1968)
 */

/** Longest pattern, in characters. */
const PATTERN_CHARS = 200;
/** Most repetitions of one part. */
const REPEATS = 64;
/** Most states of a pattern: so many steps a character can cost. */
const STATES = 300;

/** Tells whether the whole of a text fits. */
export type Matcher = (text: string) => boolean;

type Test = (char: string) => boolean;

type Node =
  | { readonly kind: 'char'; readonly test: Test }
  | { readonly kind: 'all'; readonly parts: readonly Node[] }
  | { readonly kind: 'any'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number };

/** A state reads a character and goes on, or goes on at once to several. */
interface State {
  test: Test | null;
  next: number[];
}

/** @returns `null` for a pattern that isn't supported. */
export function compilePattern(source: string, ignoreCase: boolean): Matcher | null {
  if (source === '' || source.length > PATTERN_CHARS) return null;
  try {
    const tree = new Parser(source.replace(/^\^/, '').replace(/(?<!\\)\$$/, ''), ignoreCase).parse();
    return matcher(build(tree));
  } catch (error) {
    if (error instanceof Unsupported) return null;
    throw error;
  }
}

class Unsupported extends Error {}

class Parser {
  private at = 0;
  private readonly source: string;
  private readonly ignoreCase: boolean;

  constructor(source: string, ignoreCase: boolean) {
    this.source = source;
    this.ignoreCase = ignoreCase;
  }

  parse(): Node {
    const tree = this.choice();
    if (this.at < this.source.length) throw new Unsupported();
    return tree;
  }

  private choice(): Node {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'any', parts };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.at < this.source.length && !/[|)]/.test(this.peek())) parts.push(this.repeated());
    return { kind: 'all', parts };
  }

  private repeated(): Node {
    const part = this.atom();
    const bounds = /^(?:[*+?]|\{(\d{1,3})(,?)(\d{0,3})\})\??/.exec(this.source.slice(this.at));
    if (!bounds) return part;
    this.at += bounds[0].length;
    if (/^[*+?{]/.test(this.source.slice(this.at))) throw new Unsupported();
    const sign = bounds[0].charAt(0);
    if (sign === '*') return { kind: 'repeat', part, min: 0, max: Number.POSITIVE_INFINITY };
    if (sign === '+') return { kind: 'repeat', part, min: 1, max: Number.POSITIVE_INFINITY };
    if (sign === '?') return { kind: 'repeat', part, min: 0, max: 1 };
    const min = Number(bounds[1]);
    const open = bounds[2] === ',' && bounds[3] === '';
    const max = open ? Number.POSITIVE_INFINITY : Number(bounds[2] === ',' ? bounds[3] : bounds[1]);
    if (min > REPEATS || (max > REPEATS && !open) || max < min) throw new Unsupported();
    return { kind: 'repeat', part, min, max };
  }

  private atom(): Node {
    const char = this.next();
    if (char === '(') {
      if (this.take('?') && !this.take(':')) throw new Unsupported();
      const inner = this.choice();
      if (!this.take(')')) throw new Unsupported();
      return inner;
    }
    if (char === '[') return { kind: 'char', test: this.characterClass() };
    if (char === '.') return { kind: 'char', test: (c) => c !== '\n' };
    if (char === '\\') return { kind: 'char', test: this.escape() };
    if (/[*+?{}^$\])]/.test(char)) throw new Unsupported();
    return { kind: 'char', test: this.literal(char) };
  }

  private characterClass(): Test {
    const isNegated = this.take('^');
    const tests: Test[] = [];
    while (this.peek() !== ']') {
      const from = this.next();
      if (from === '\\') tests.push(this.escape());
      else if (this.peek() === '-' && this.source[this.at + 1] !== ']') {
        this.at++;
        tests.push(this.range(from, this.next()));
      } else tests.push(this.literal(from));
    }
    this.at++;
    return (char) => tests.some((test) => test(char)) !== isNegated;
  }

  private range(from: string, to: string): Test {
    if (to === '\\' || from > to) throw new Unsupported();
    return this.folded((char) => char >= from && char <= to);
  }

  private escape(): Test {
    const char = this.next();
    const known = CLASSES[char];
    if (known) return known;
    if (/[A-Za-z0-9]/.test(char)) throw new Unsupported();
    return this.literal(char);
  }

  private literal(wanted: string): Test {
    return this.folded((char) => char === wanted);
  }

  private folded(test: Test): Test {
    return this.ignoreCase ? (char) => test(char.toLowerCase()) || test(char.toUpperCase()) : test;
  }

  private peek(): string {
    const char = this.source[this.at];
    if (char === undefined) throw new Unsupported();
    return char;
  }

  private next(): string {
    const char = this.peek();
    this.at++;
    return char;
  }

  private take(char: string): boolean {
    const isNext = this.source[this.at] === char;
    if (isNext) this.at++;
    return isNext;
  }
}

const CLASSES: Readonly<Record<string, Test>> = {
  d: (char) => /\d/.test(char),
  D: (char) => /\D/.test(char),
  w: (char) => /\w/.test(char),
  W: (char) => /\W/.test(char),
  s: (char) => /\s/.test(char),
  S: (char) => /\S/.test(char),
};

/** State 0 is the end; the last one is the beginning. */
function build(tree: Node): State[] {
  const states: State[] = [{ test: null, next: [] }];
  const add = (test: Test | null, next: number[]) => {
    if (states.length >= STATES) throw new Unsupported();
    return states.push({ test, next }) - 1;
  };
  /** @returns the first state of the node, which leads to `to` behind it. */
  const lead = (node: Node, to: number): number => {
    if (node.kind === 'char') return add(node.test, [to]);
    if (node.kind === 'all') return node.parts.reduceRight((next, part) => lead(part, next), to);
    if (node.kind === 'any')
      return add(
        null,
        node.parts.map((part) => lead(part, to)),
      );
    let first = to;
    if (node.max === Number.POSITIVE_INFINITY) {
      first = add(null, [to]);
      states[first]?.next.push(lead(node.part, first));
    } else {
      for (let more = node.min; more < node.max; more++) first = add(null, [to, lead(node.part, first)]);
    }
    for (let must = 0; must < node.min; must++) first = lead(node.part, first);
    return first;
  };
  add(null, [lead(tree, 0)]);
  return states;
}

function matcher(states: readonly State[]): Matcher {
  const reach = (from: readonly number[]): Set<number> => {
    const reached = new Set<number>();
    const open = [...from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      const state = states[at];
      if (state?.test === null) open.push(...state.next);
    }
    return reached;
  };
  return (text) => {
    let now = reach([states.length - 1]);
    for (const char of text) {
      const next: number[] = [];
      for (const at of now) {
        const state = states[at];
        if (state?.test?.(char)) next.push(...state.next);
      }
      now = reach(next);
      if (now.size === 0) return false;
    }
    return now.has(0);
  };
}
