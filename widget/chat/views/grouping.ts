import type { Author } from '../../../src/protocol/index.js';
import { isFailed, type Thread } from '../model/state.js';
import type { Dates } from './dates.js';

/** A bubble, sent or not. */
export interface Item {
  readonly key: string;
  readonly author: Author;
  readonly name: string | null;
  readonly text: string;
  readonly at: string;
  readonly status: 'sent' | 'sending' | 'failed';
}

/** Bubbles of one author in a row: the name stands once above them, the time once below. */
export interface Group {
  readonly key: string;
  readonly items: readonly [Item, ...Item[]];
}

export interface Day {
  readonly label: string;
  readonly groups: readonly Group[];
}

/** A pause after which the next bubble gets its own time. */
const PAUSE_MS = 5 * 60 * 1_000;

/** A thread as it is drawn: days, in each the groups, in each the bubbles. */
export function daysOf(thread: Thread, dates: Dates): readonly Day[] {
  const days: { label: string; groups: { key: string; items: [Item, ...Item[]] }[] }[] = [];
  for (const item of itemsOf(thread)) {
    const label = dates.day(item.at);
    const last = days.at(-1);
    const day = last?.label === label ? last : { label, groups: [] };
    if (day !== last) days.push(day);
    const group = day.groups.at(-1);
    if (group && continues(group.items.at(-1) ?? group.items[0], item)) group.items.push(item);
    else day.groups.push({ key: item.key, items: [item] });
  }
  return days;
}

function itemsOf({ messages, pending }: Thread): readonly Item[] {
  return [
    ...messages.map(
      ({ key, author, author_name, text, sent_at }): Item => ({
        key,
        author,
        name: author_name,
        text,
        at: sent_at,
        status: 'sent',
      }),
    ),
    ...pending.map(
      (message): Item => ({
        key: message.client_id,
        author: 'visitor',
        name: null,
        text: message.text,
        at: message.written_at,
        status: isFailed(message) ? 'failed' : 'sending',
      }),
    ),
  ];
}

function continues(before: Item, item: Item): boolean {
  if (before.author !== item.author || before.name !== item.name || item.author === 'system') return false;
  return Math.abs(Date.parse(item.at) - Date.parse(before.at)) <= PAUSE_MS;
}
