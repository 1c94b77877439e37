/**
 * Finds the JSON object in a model's answer that has something around it: a Markdown fence, a sentence before it.
 *
 * @returns the text from the first `{` to the brace that closes it; `null` when there is none, or it was cut.
 */
export function findObject(text: string): string | null {
  const start = text.indexOf('{');
  if (start === -1) return null;
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return text.slice(start, at + 1);
  }
  return null;
}
