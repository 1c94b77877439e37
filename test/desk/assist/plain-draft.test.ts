import { expect, it } from 'vitest';
import { createPlainDraft } from '../../../desk/src/assist/plain-draft.js';
import { DRAFT_CHARS } from '../../../desk/wire/assist.js';

function write(pieces: readonly string[], known: readonly string[] = []) {
  const draft = createPlainDraft(known);
  const shown = pieces.map((piece) => draft.push(piece));
  const rest = draft.end();
  return { shown, text: [...shown, rest].join(''), removed: draft.removed, isFull: draft.isFull };
}

/** The text in every way of cutting it in two, and character by character. */
function everyCut(text: string, known: readonly string[] = []) {
  const cuts = [...text].map((_, at) => [text.slice(0, at), text.slice(at)]);
  return [...cuts, text.split('')].map((pieces) => write(pieces, known));
}

it.each([
  ['Hello Ana,\n\nyour order left today.', 'Hello Ana,\n\nyour order left today.', 0],
  ['See https://evil.example/pay?x=1.', 'See […].', 1],
  ['See (http://evil.example).', 'See ([…]).', 1],
  ['Open [your account](https://evil.example/a) now', 'Open [your account]([…]) now', 1],
  ['Open <a href="https://evil.example">it</a>', 'Open <a href="[…]">it</a>', 1],
  ['WWW.evil.example and Evil.example/pay', '[…] and […]', 2],
  ['Write to mailto:me@evil.example!', 'Write to […]!', 1],
  ['ftp://evil.example x-app://pay', '[…] […]', 2],
  ['見て https://evil.example/例え ください', '見て […] ください', 1],
  ['Costs 3.50 e.g. for index.html; and/or 24/7.', 'Costs 3.50 e.g. for index.html; and/or 24/7.', 0],
  [
    'A \u202eturned\u2066 text\u0000 with \u200bnothing\u{e0041} hidden 👍🏽',
    'A turned text with nothing hidden 👍🏽',
    0,
  ],
])('%j is shown as %j, wherever it is cut', (text, shown, removed) => {
  for (const written of everyCut(text)) expect(written).toMatchObject({ text: shown, removed });
});

it('an address of the company’s own words stays, no other of the same host does', () => {
  const known = ['Track it at https://shop.example/track/17, please.'];
  for (const written of everyCut('It is at https://shop.example/track/17. Not https://shop.example/pay', known)) {
    expect(written).toMatchObject({ text: 'It is at https://shop.example/track/17. Not […]', removed: 1 });
  }
});

it('words come as they are finished, also in languages without spaces', () => {
  expect(write(['Hello ', 'Ana, your', ' order', ' left.']).shown).toEqual(['Hello ', 'Ana, ', 'your ', 'order ']);
  expect(write(['ご注文は', '本日', '発送']).shown).toEqual(['ご注文は', '本日', '発送']);
});

it('stops at the longest draft', () => {
  const { text, isFull } = write(['word '.repeat(1_000), 'word '.repeat(1_000)]);
  expect(text).toHaveLength(DRAFT_CHARS);
  expect(isFull).toBe(true);
});

it('a text made to keep it busy ends soon', () => {
  const { isFull } = write(Array.from({ length: 2_000 }, () => 'www.a.'));
  expect(isFull).toBe(true);
});
