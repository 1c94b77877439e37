import { linkify } from 'convot/protocol';
import { expect, test } from 'vitest';

const links = (text: string) => linkify(text).flatMap(({ href }) => href ?? []);

test.each([
  ['See https://a.example/x.', ['https://a.example/x']],
  ['(https://a.example/x)', ['https://a.example/x']],
  ['https://a.example/x_(y) and HTTP://B.example', ['https://a.example/x_(y)', 'HTTP://B.example']],
  ['mailto:ada@example.com!', ['mailto:ada@example.com']],
  ['javascript:alert(1) data:text/html,x ftp://a.example a.example ada@example.com', []],
  ['https://bank.example@evil.example/ https://u:p@evil.example', []],
  ['https://a.example/\u202egpj.exe', ['https://a.example/']],
  ['nothing', []],
  ['', []],
])('links of %j', (text, expected) => {
  expect(links(text)).toEqual(expected);
});

test('no character of a message is lost to its links', () => {
  const text = 'a https://a.example/(b)). c\nmailto:x@y.example, https://u@v.example';
  expect(
    linkify(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});
