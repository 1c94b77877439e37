import { linkify } from 'convot/protocol';

/** What somebody wrote: text nodes, and links by the same rules as in the visitor's chat. */
export function MessageText({ text }: { readonly text: string }) {
  return (
    <p class="bubble">
      <bdi>
        {linkify(text).map((part) =>
          part.href ? (
            <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
              {part.text}
            </a>
          ) : (
            part.text
          ),
        )}
      </bdi>
    </p>
  );
}
