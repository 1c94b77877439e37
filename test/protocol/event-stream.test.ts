import { type ServerEvent, serverEvents } from 'convot/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

function read(...pieces: string[]): ServerEvent[] {
  const events: ServerEvent[] = [];
  const feed = serverEvents((event) => events.push(event));
  for (const piece of pieces) feed(piece);
  return events;
}

const SAMPLE =
  ': open\n\nid: 7\n\nid: 8\ndata: {"a":\ndata: 1}\n\n:\n\nevent: x\ndata:two\r\nid:9\r\n\r\ndata\rid: 10\r\r';

describe('an event stream is cut into', () => {
  test.each([
    ['an event with its place', 'id: 8\ndata: {}\n\n', [{ id: '8', data: '{}' }]],
    ['a place alone', 'id: 7\n\n', [{ id: '7', data: '' }]],
    ['an event without a place', 'data: x\n\n', [{ id: '', data: 'x' }]],
    ['lines joined', 'data: a\ndata:\ndata:  b\n\n', [{ id: '', data: 'a\n\n b' }]],
    ['nothing by comments, empty lines and other fields', ': hi\n\n\nevent: x\nretry: 1\n\n', []],
    ['nothing before the empty line', 'data: x\n', []],
    ['data with colons as it is', 'data: a: b:c\n\n', [{ id: '', data: 'a: b:c' }]],
  ])('%s', (_, text, events) => {
    expect(read(text)).toEqual(events);
  });

  test('the same events wherever the pieces end', () => {
    const whole = read(SAMPLE, ':');
    expect(whole).toEqual([
      { id: '7', data: '' },
      { id: '8', data: '{"a":\n1}' },
      { id: '9', data: 'two' },
      { id: '10', data: '' },
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(SAMPLE.length)), (ends) => {
        const places = [0, ...ends.sort((a, b) => a - b), SAMPLE.length];
        const pieces = places.slice(1).map((end, place) => SAMPLE.slice(places[place], end));
        expect(read(...pieces, ':')).toEqual(whole);
      }),
    );
  });

  test('an error by a line without end, before it fills the memory', () => {
    const feed = serverEvents(() => undefined);
    expect(() => {
      for (let times = 0; times < 20; times += 1) feed('x'.repeat(100_000));
    }).toThrow(RangeError);
  });
});
