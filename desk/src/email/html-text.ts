import { Parser } from 'htmlparser2';
import { isHidden, isInvisiblyDrawn, isPixel, readStyle } from './html-hidden.js';
import { HTML_CHARS, HTML_DEPTH, MAIL_TEXT_CHARS } from './limits.js';
import { linkTarget, namesTarget } from './links.js';
import { TextLines } from './text-lines.js';

type Attributes = Readonly<Record<string, string>>;
type Style = ReadonlyMap<string, string>;

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Elements whose content is no text for people. */
const UNREAD = words(
  'head title style script noscript template iframe object embed svg math canvas audio video map select datalist textarea',
);

/** Blocks with an empty line around them. */
const APART = words('p h1 h2 h3 h4 h5 h6 ul ol dl pre blockquote figure hr form fieldset');

/** Blocks that merely begin and end a line. */
const BLOCKS = words(
  'address article aside body center dd details dir div dt figcaption footer header html legend main nav section summary table caption thead tbody tfoot tr',
);

/** What mail programs call the container of the mail that is answered, where it is no blockquote. */
const QUOTE_CONTAINER = /(?:^|\s)(?:yahoo_quoted|protonmail_quote|zmail_extra)(?:\s|$)/;

/** An element that is open. */
interface Open {
  readonly name: string;
  readonly hidden: boolean;
  /** Letters drawn so that nobody sees them. */
  readonly invisible: boolean;
  readonly verbatim: boolean;
  readonly quote: boolean;
  /** How the block stands among others; `null` when it is part of a line. */
  readonly block: 'apart' | 'line' | null;
  /** The number of the next item in an `ol`; `null` elsewhere. */
  item: number | null;
}

const ROOT: Open = {
  name: '',
  hidden: false,
  invisible: false,
  verbatim: false,
  quote: false,
  block: null,
  item: null,
};

/**
 * The text that a reader of an HTML mail sees, as plain text: blocks on lines of their own, the cells of a table's row
 * on one line, links as `text (https://…)` with http and https alone, quotes behind `> `. Scripts, styles, hidden
 * elements and pictures are left out; a picture's alternative text stays when it is no tracking pixel's.
 *
 * Nothing of the result is markup: show it as text. It ends early, with `cut`, beyond `maxChars` of HTML (1,000,000),
 * 1,000 nested elements or 200,000 characters of text.
 */
export function htmlToText(html: string, maxChars: number = HTML_CHARS): { text: string; cut: boolean } {
  const reader = new HtmlReader();
  const text = reader.read(html.slice(0, maxChars));
  return { text, cut: reader.stopped || html.length > maxChars };
}

class HtmlReader {
  readonly #lines = new TextLines(MAIL_TEXT_CHARS);
  readonly #open: Open[] = [ROOT];
  #link: { readonly target: string; label: string } | null = null;
  /** Whether it ended before the HTML did. */
  stopped = false;

  read(html: string): string {
    const parser = new Parser({
      onopentag: (name, attributes) => {
        // The parser takes longer with each level, for each element within.
        if (this.#open.length > HTML_DEPTH || this.#lines.full) {
          this.stopped = true;
          parser.pause();
        } else this.#enter(name, attributes);
      },
      ontext: (text) => this.#text(text),
      onclosetag: () => this.#leave(),
    });
    parser.write(html);
    if (!this.stopped) parser.end();
    this.stopped ||= this.#lines.full;
    return this.#lines.toString();
  }

  get #top(): Open {
    return this.#open.at(-1) ?? ROOT;
  }

  #enter(name: string, attributes: Attributes): void {
    const around = this.#top;
    const style = readStyle(attributes.style);
    const hidden = around.hidden || UNREAD.has(name) || isHidden(attributes, style);
    const invisible = isInvisiblyDrawn(style) ?? around.invisible;
    const verbatim = keepsSpaces(name, style) ?? around.verbatim;
    const quote = !hidden && isQuote(name, attributes, style);
    const item = name === 'ol' ? Number.parseInt(attributes.start ?? '1', 10) || 1 : null;
    this.#open.push({ name, hidden, invisible, verbatim, quote, item, block: blockKind(name, attributes, style) });
    if (!hidden) this.#layOut(this.#top, attributes, style, around);
  }

  #layOut({ name, block, quote }: Open, attributes: Attributes, style: Style, around: Open): void {
    if (block !== null) this.#lines.block(block === 'apart');
    if (quote) this.#lines.depth += 1;
    if (name === 'br') this.#lines.break();
    else if (name === 'td' || name === 'th') this.#lines.flow(' ');
    else if (name === 'li') this.#lines.item(around.item === null ? '- ' : `${around.item++}. `);
    else if (name === 'img' && attributes.alt?.trim() && !isPixel(attributes, style)) {
      this.#text(`[${attributes.alt.trim()}]`);
    } else if (name === 'a') {
      const target = linkTarget(attributes.href ?? '');
      this.#link = target === null ? null : { target, label: '' };
    }
  }

  #leave(): void {
    // The root has no end; a stopped parser tells ends of elements that were never entered.
    if (this.stopped || this.#open.length === 1) return;
    const left = this.#open.pop() ?? ROOT;
    if (left.hidden) return;
    if (left.name === 'a') this.#endLink();
    if (left.block !== null) this.#lines.block(left.block === 'apart');
    if (left.quote) this.#lines.depth -= 1;
  }

  #endLink(): void {
    const link = this.#link;
    this.#link = null;
    if (link && link.label.trim() !== '' && !namesTarget(link.label, link.target)) {
      this.#lines.flow(` (${link.target})`);
    }
  }

  #text(text: string): void {
    const { hidden, invisible, verbatim } = this.#top;
    if (this.stopped || hidden || invisible) return;
    if (this.#link) this.#link.label += text;
    if (verbatim) this.#lines.verbatim(text);
    else this.#lines.flow(text);
  }
}

/** Whether spaces and line feeds count; `null` when the element doesn't say. */
function keepsSpaces(name: string, style: Style): boolean | null {
  const whiteSpace = style.get('white-space');
  if (whiteSpace === undefined) return name === 'pre' ? true : null;
  return whiteSpace.startsWith('pre') || whiteSpace === 'break-spaces';
}

/** Gmail indents with a blockquote that has no border; that is no quote. */
function isQuote(name: string, attributes: Attributes, style: Style): boolean {
  if (name === 'blockquote') {
    return (
      attributes.type === 'cite' || attributes.class !== undefined || !/^(?:none|0)/.test(style.get('border') ?? '')
    );
  }
  return name === 'div' && (attributes.name === 'quote' || QUOTE_CONTAINER.test(attributes.class ?? ''));
}

/** Outlook writes each line as a paragraph without a margin. */
function blockKind(name: string, attributes: Attributes, style: Style): Open['block'] {
  if (name === 'p' && (/\bMso/.test(attributes.class ?? '') || /^0/.test(style.get('margin') ?? ''))) return 'line';
  if (APART.has(name)) return 'apart';
  return BLOCKS.has(name) ? 'line' : null;
}
