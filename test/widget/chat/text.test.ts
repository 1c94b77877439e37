import { expect, test } from 'vitest';
import { textsFor } from '../../../widget/chat/locales/index.js';
import { createDates } from '../../../widget/chat/views/dates.js';

const NOON = new Date(2026, 2, 4, 12);

test('days are said as a visitor would', () => {
  const dates = createDates('en-GB', () => NOON.getTime());
  const at = (day: number, hour: number) => new Date(2026, 2, day, hour, 5).toISOString();
  expect(dates.day(at(4, 0))).toBe('today');
  expect(dates.day(at(3, 23))).toBe('yesterday');
  expect(dates.day(at(2, 23))).toBe('2 March 2026');
  expect(dates.brief(at(4, 9))).toBe('09:05');
  expect(dates.brief(at(3, 9))).toBe('yesterday');
});

test('what is no moment is said with silence, and what is no language in English', () => {
  const dates = createDates('not a tag', () => NOON.getTime());
  expect([dates.time(''), dates.day('soon'), dates.brief('')]).toEqual(['', '', '']);
  expect(dates.day(NOON.toISOString())).toBe('today');
  expect(createDates('de', () => NOON.getTime()).day(NOON.toISOString())).toBe('heute');
});

test('a language without a table is answered in English, a code without a sentence in general words', () => {
  expect(textsFor('xx-YY').send).toBe('Send');
  expect(textsFor('').send).toBe('Send');
  expect(textsFor('en').problem('lane_gap')).toContain('Something went wrong');
  expect(textsFor('en').problem('constructor' as never)).toContain('Something went wrong');
  expect(textsFor('en').system('newer_than_us')).toBe('newer_than_us');
});
