import { Icon } from '../icons.js';
import type { Reader } from '../reader.js';
import type { ContextLookupLink } from './types.js';

interface LinksProps {
  readonly links: readonly ContextLookupLink[];
  readonly reader: Reader;
}

/** Where the answer leads; the host stands beside each, because a label can promise anything. */
export function LookupLinks({ links, reader }: LinksProps) {
  const shown = links.flatMap((link) => {
    const url = safeUrl(link.url);
    return url ? [{ label: String(link.label), url }] : [];
  });
  if (shown.length === 0) return null;
  const { lookup } = reader.texts;
  return (
    <ul class="lookup-links" aria-label={lookup.links}>
      {shown.map(({ label, url }, index) => (
        <li key={index}>
          <a href={url.href} target="_blank" rel="noopener noreferrer" aria-label={lookup.opens(label, url.host)}>
            <bdi>{label}</bdi>
            <Icon name="out" />
          </a>
          <span class="host">{url.host}</span>
        </li>
      ))}
    </ul>
  );
}

/** Other desks set the data too: a scheme that runs code, or a name before the host, is no link whoever says so. */
function safeUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && !url.username && !url.password ? url : null;
}
