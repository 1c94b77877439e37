import type { LookupRowKind, Scalar } from '../../../wire/lookups.js';
import { oneLine } from '../plain-text.js';

/** Longest value in words, in UTF-16 code units; the raw one is a hover away. */
export const TEXT_CHARS = 300;

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
/** ISO 8601, as programs write it. */
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** What a value is. */
export function kindOf(value: Scalar): LookupRowKind {
  if (value === null) return 'empty';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (value.trim() === '') return 'empty';
  if (dateText(value) !== null) return 'date';
  return timeText(value) === null ? 'text' : 'time';
}

/** A value in words, in English and UTC; `''` for an empty one. */
export function textOf(value: Scalar): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return String(value);
  return dateText(value) ?? timeText(value) ?? oneLine(value, TEXT_CHARS);
}

function dateText(text: string): string | null {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined || !isDay(text)) return null;
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

function timeText(text: string): string | null {
  const [, date = '', clock = '', zone] = TIME.exec(text) ?? [];
  const day = dateText(date);
  if (day === null || !/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(clock)) return null;
  if (zone === undefined) return `${day}, ${clock}`;
  const moment = new Date(text.replace(' ', 'T'));
  if (Number.isNaN(moment.getTime())) return null;
  const [utcDate = '', utcClock = ''] = moment.toISOString().split('T');
  return `${dateText(utcDate)}, ${utcClock.slice(0, 5)} UTC`;
}

/** No 30 February. */
function isDay(date: string): boolean {
  const moment = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date);
}
