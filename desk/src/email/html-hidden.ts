/** A longer `style` is no mail program's, and is passed over. */
const STYLE_CHARS = 4_000;

type Attributes = Readonly<Record<string, string>>;

/** The declarations of a `style` attribute, lower case and without spaces. A later one wins, as in CSS. */
export function readStyle(style: string | undefined): ReadonlyMap<string, string> {
  const declarations = new Map<string, string>();
  if (!style || style.length > STYLE_CHARS) return declarations;
  const bare = style
    .replace(/\/\*.*?(?:\*\/|$)/gs, '')
    .replace(/\s+/g, '')
    .toLowerCase();
  for (const declaration of bare.split(';')) {
    const colon = declaration.indexOf(':');
    if (colon > 0) {
      declarations.set(declaration.slice(0, colon), declaration.slice(colon + 1).replace(/!important$/, ''));
    }
  }
  return declarations;
}

/** Whether an element and all within it stay unseen. */
export function isHidden(attributes: Attributes, style: ReadonlyMap<string, string>): boolean {
  if (attributes.hidden !== undefined) return true;
  if (style.get('display') === 'none' || style.get('mso-hide') === 'all') return true;
  if (/^(?:hidden|collapse)$/.test(style.get('visibility') ?? '') || isZero(style.get('opacity'))) return true;
  const clipped = style.get('overflow')?.includes('hidden') === true;
  const extents = [style.get('height'), style.get('width'), style.get('max-height'), style.get('max-width')];
  return clipped && extents.some(isZero);
}

/**
 * Whether letters are too small or too transparent to be seen; `null` when the element doesn't say. Unlike the above an
 * element within can undo it, as the columns of many newsletters do.
 */
export function isInvisiblyDrawn(style: ReadonlyMap<string, string>): boolean | null {
  const size =
    style.get('font-size') ?? style.get('font')?.match(/(\d*\.?\d+(?:px|pt|em|rem|%)?)(?:\/|[a-z'"]|$)/)?.[1];
  const colour = style.get('color');
  if (size === undefined && colour === undefined) return null;
  const tiny = size !== undefined && (isZero(size) || /^(?:0?\.\d+|1)px$/.test(size));
  return tiny || colour === 'transparent';
}

/** Whether a picture is there to report that the mail was opened. */
export function isPixel(attributes: Attributes, style: ReadonlyMap<string, string>): boolean {
  const sizes = [attributes.width, attributes.height, style.get('width'), style.get('height')];
  return sizes.some((size) => size !== undefined && /^[01](?:px)?$/.test(size.trim()));
}

const isZero = (size: string | undefined): boolean => size !== undefined && /^0*\.?0+(?:[a-z]+|%)?$/.test(size);
