import { cutText } from './plain.js';

/** Quotes within quotes beyond this look like this many. */
const SHOWN_DEPTH = 20;

/** Collects running text into lines, as a browser lays out blocks: spaces collapse, blocks stand apart. */
export class TextLines {
  readonly #lines: string[] = [];
  #line = '';
  /** Of the line under way, or else of the last one. */
  #depth = 0;
  #spaceWaits = false;
  #blankWaits = false;
  #marker = '';
  /** Quotes that are open; each puts a `> ` before its lines. */
  depth = 0;
  #length = 0;

  readonly #maxChars: number;

  /** @param maxChars where to stop; what comes later is left out */
  constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  /** Whether the text has reached its limit. */
  get full(): boolean {
    return this.#length >= this.#maxChars;
  }

  /** Adds text in which spaces and line feeds mean no more than one space. */
  flow(text: string): void {
    for (const piece of text.split(/([ \t\r\n\f]+)/)) {
      if (piece === '') continue;
      if (/^[ \t\r\n\f]/.test(piece)) this.#spaceWaits = this.#line !== '';
      else this.#append(piece.replaceAll('\u00a0', ' '));
    }
  }

  /** Adds text as it stands, with its own lines. */
  verbatim(text: string): void {
    for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
      if (index > 0) this.break();
      if (line !== '') this.#append(line.replaceAll('\u00a0', ' '));
    }
  }

  /** Ends the line, also an empty one: a `<br>`. */
  break(): void {
    this.#spaceWaits = false;
    this.#emit(this.#line, this.#line === '' ? this.depth : this.#depth);
    this.#line = '';
  }

  /** Ends the line unless it is empty; `apart` leaves an empty line before what follows. */
  block(apart: boolean): void {
    this.#spaceWaits = false;
    if (this.#line !== '') this.break();
    if (apart && this.#marker === '') this.#blankWaits = true;
  }

  /** Puts a mark such as `- ` before the next text. */
  item(marker: string): void {
    this.block(false);
    this.#marker = marker;
  }

  /** The text so far, at most one empty line in a row, none at its ends. */
  toString(): string {
    this.block(false);
    return tidyText(this.#lines.join('\n'));
  }

  #append(text: string): void {
    if (this.full) return;
    if (this.#line === '') {
      if (this.#blankWaits && this.#lines.length > 0) this.#emit('', Math.min(this.#depth, this.depth));
      this.#blankWaits = false;
      this.#depth = this.depth;
      this.#line = this.#marker;
      this.#marker = '';
    }
    const kept = cutText(this.#spaceWaits ? ` ${text}` : text, this.#maxChars - this.#length);
    this.#line += kept;
    this.#spaceWaits = false;
    this.#length += kept.length;
  }

  #emit(line: string, quotes: number): void {
    if (this.full && line === '') return;
    const depth = Math.min(quotes, SHOWN_DEPTH);
    this.#lines.push(`${'> '.repeat(depth)}${line}`.trimEnd());
    this.#length += 1 + 2 * depth;
  }
}

/** Text without spaces at line ends, without empty lines at its ends, and with at most two line feeds in a row. */
export function tidyText(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
    .trimEnd();
}
