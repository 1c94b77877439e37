import { DRAFT_CHARS } from '../../wire/assist.js';

/** What stands in place of an address that the model made up. */
const REMOVED = '[…]';

/** An address of a web page, with or without its scheme, or of a mail program's window. */
const ADDRESS =
  /(?:\b[a-z][a-z0-9+.-]{1,20}:\/\/|\bmailto:|\bwww\.)[^\s<>"'`]*|\b(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?::\d{1,5})?\/[^\s<>"'`]*/giu;

/** What belongs to the sentence, not to the address. */
const SENTENCE_END = /[.,;:!?…»”’)\]}*_]+$/u;

/** A text's end that may be a part of an address, or half a character: it is kept back until it is whole. */
const UNFINISHED = /(?:(?:https?:\/\/|mailto:|www\.)[^\s]*|[!-~]+|[\ud800-\udbff])$/i;

/** Controls, halves of characters, and what turns text round or hides in it. */
const INVISIBLE = /[^\P{Cc}\n\t]|\p{Cs}|[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Makes plain text of a model's, piece by piece. */
export interface PlainDraft {
  /** @returns what may be shown by now */
  push(piece: string): string;
  /** @returns the rest */
  end(): string;
  /** Addresses that were left out. */
  readonly removed: number;
  /** The longest draft is reached: nothing more is taken. */
  readonly isFull: boolean;
}

/**
 * A model gives words, never an address (Law 7): what it writes of one is left out unless it stands in the company's
 * own words.
 *
 * @param known - texts whose addresses may be repeated
 */
export function createPlainDraft(known: readonly string[]): PlainDraft {
  const allowed = new Set(known.flatMap((text) => [...text.matchAll(ADDRESS)].map(([address]) => bare(address))));
  let waiting = '';
  let taken = 0;
  let removed = 0;
  const clean = (text: string) =>
    text.replace(INVISIBLE, '').replace(ADDRESS, (found) => {
      const address = bare(found);
      if (allowed.has(address)) return found;
      removed += 1;
      return REMOVED + found.slice(address.length);
    });
  return {
    push(piece) {
      const room = piece.slice(0, DRAFT_CHARS - taken);
      taken += room.length;
      waiting += room;
      const ready = waiting.slice(0, waiting.length - (UNFINISHED.exec(waiting)?.[0].length ?? 0));
      waiting = waiting.slice(ready.length);
      return clean(ready);
    },
    end() {
      const rest = clean(waiting);
      waiting = '';
      return rest;
    },
    get removed() {
      return removed;
    },
    get isFull() {
      return taken >= DRAFT_CHARS;
    },
  };
}

function bare(address: string): string {
  return address.replace(SENTENCE_END, '');
}
