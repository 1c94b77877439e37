/** One server-sent event, or a place in the stream without one. */
export interface ServerEvent {
  /** `''` when the event has none. */
  readonly id: string;
  /** `''` when only the place is told. */
  readonly data: string;
}

/** Longest unfinished line that is kept, in UTF-16 code units: an endless one must not fill the memory. */
const LINE_CHARS = 1_000_000;

/**
 * Cuts a text stream into events: feed it the pieces as they come. Comments and other fields are passed over.
 *
 * @param onEvent - called as soon as an event's empty line has come.
 * @returns takes the next piece. @throws RangeError for a line without end.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function serverEvents(onEvent: (event: ServerEvent) => void): (piece: string) => void {
  let rest = '';
  let id = '';
  let data: string[] = [];
  const readLine = (line: string) => {
    if (line === '') {
      if (id !== '' || data.length > 0) onEvent({ id, data: data.join('\n') });
      id = '';
      data = [];
      return;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'id') id = value;
  };
  return (piece) => {
    // A carriage return at the very end may be the first half of a line's end.
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > LINE_CHARS) throw new RangeError('a line of the stream has no end');
    lines.forEach(readLine);
  };
}
