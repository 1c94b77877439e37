import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Material } from '../../../desk/src/assist/material.js';
import { tellTicket, UNCONFIRMED } from '../../../desk/src/assist/prompt.js';
import { promptFor } from '../../../desk/src/assist/wishes.js';
import { createFence } from '../../../desk/src/model/fence.js';
import { DRAFT_LANGUAGES, type SuggestionWish } from '../../../desk/wire/assist.js';
import { lookedUp, material, row } from './material.js';

const LOOKUP = 'Pro-of-the-lookup';
const CONTACT = 'gold-of-the-contact';

/** A ticket as it is told, and what of it stands outside of every fence. */
function told(over: Partial<Material> = {}) {
  const { basis, tell } = tellTicket(material(over));
  const fence = createFence();
  const text = tell(fence.asData);
  const mark = /<(data-[0-9a-f]{24})/.exec(text)?.[1] ?? '';
  const outside = text.replace(new RegExp(`<${mark} name="[\\w-]+">\\n[^]*?\\n</${mark}>`, 'g'), '');
  return { basis, text, outside };
}

describe('what a prompt tells of a ticket', () => {
  it('begins with the stored lookup', () => {
    const { text } = told();
    const places = [LOOKUP, CONTACT, 'My order', 'Where is it?'].map((words) => text.indexOf(words));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it.each([
    ['confirmed facts', {}, { lookup: 'confirmed', contact: 'confirmed' }, [LOOKUP, CONTACT], 0],
    [
      'an identifier of somebody else',
      { lookup: lookedUp({ confirmed_for_sender: false }) },
      { lookup: 'unconfirmed', contact: 'confirmed' },
      [LOOKUP, CONTACT],
      1,
    ],
    [
      'an unproven claim',
      { lookup: lookedUp({ confirmed_for_sender: false }), trust: 'unverified' },
      { lookup: 'unconfirmed', contact: 'unconfirmed' },
      [LOOKUP, CONTACT],
      2,
    ],
    [
      'the same when the owner excludes it',
      { lookup: lookedUp({ confirmed_for_sender: false }), trust: 'unverified', excludeUnconfirmed: true },
      { lookup: 'excluded', contact: 'excluded' },
      [],
      0,
    ],
    [
      'confirmed facts of an owner who excludes others',
      { excludeUnconfirmed: true },
      { lookup: 'confirmed', contact: 'confirmed' },
      [LOOKUP, CONTACT],
      0,
    ],
    [
      'a guest’s own words',
      { trust: 'anonymous', excludeUnconfirmed: true },
      { lookup: 'confirmed', contact: 'confirmed' },
      [LOOKUP, CONTACT],
      0,
    ],
    [
      'a lookup that failed',
      { lookup: lookedUp({ status: 'fetch_error', rows: [] }) },
      { lookup: 'none', lookup_status: 'fetch_error', contact: 'confirmed' },
      [CONTACT],
      0,
    ],
    [
      'a lookup that nobody is known by',
      { lookup: lookedUp({ is_empty: true, rows: [] }) },
      { lookup: 'none', lookup_status: 'ok' },
      [CONTACT],
      0,
    ],
    [
      'a lookup under way',
      { lookup: null, isLookupPending: true },
      { lookup: 'pending', lookup_status: null },
      [CONTACT],
      0,
    ],
  ] as const)('of %s', (_, over, basis, values, warnings) => {
    const { basis: found, text, outside } = told(over);
    expect(found).toMatchObject(basis);
    expect([LOOKUP, CONTACT].filter((value) => text.includes(value))).toEqual(values);
    expect(outside.split(UNCONFIRMED)).toHaveLength(warnings + 1);
  });

  it('says of each of the contact’s fields whether it is proven', () => {
    const { text } = told();
    expect(text).toContain('{"field":"tier","value":"gold-of-the-contact","proven":true}');
    expect(text).toContain('{"field":"cart","value":"three-of-the-contact","proven":false}');
  });

  it('holds no link of the lookup: they are for agents', () => {
    expect(told().text).not.toContain('admin.shop.example');
  });

  it('keeps the last messages where there are too many', () => {
    const messages = Array.from({ length: 60 }, (_, n) => ({
      author: 'visitor' as const,
      text: `n${n} `.repeat(1_000),
    }));
    const { text } = told({ messages });
    expect(text.length).toBeLessThan(80_000);
    expect(text).toContain('n59 ');
    expect(text).not.toContain('n1 ');
  });

  it('has every word of others inside a fence, whatever they write', () => {
    const words = fc.string({ unit: fc.constantFrom('<', '>', '/', '"', '\n', '\\', 'data-', ' name=', 'CANARY') });
    fc.assert(
      fc.property(words, words, words, words, (subject, text, value, key) => {
        const { outside } = told({
          subject: `CANARY${subject}`,
          messages: [{ author: 'visitor', text: `CANARY${text}` }],
          lookup: lookedUp({ rows: [row(`CANARY${key}`, `CANARY${value}`)], summary: `CANARY${text}`, heading: value }),
        });
        expect(outside).not.toContain('CANARY');
      }),
      { numRuns: 500 },
    );
  });
});

describe('what an agent can wish for', () => {
  const wishes: SuggestionWish[] = [
    { what: 'suggest' },
    ...(['regenerate', 'shorter', 'friendlier'] as const).map((what) => ({ what, draft: 'CANARY' })),
    ...DRAFT_LANGUAGES.map((language) => ({ what: 'translate' as const, draft: 'CANARY', language })),
  ];

  it.each(wishes.map((wish) => [wish.what, wish] as const))(
    '%s: told of the one lookup, with the draft as data',
    (_, wish) => {
      const { system, prompt } = promptFor(material(), wish);
      const { asData } = createFence();
      expect(prompt(asData)).toContain(LOOKUP);
      expect(prompt(asData).includes('CANARY')).toBe(wish.what !== 'suggest');
      expect(system).not.toContain('CANARY');
    },
  );

  it('each in words of its own', () => {
    const systems = wishes.map((wish) => promptFor(material(), wish).system);
    expect(new Set(systems).size).toBe(wishes.length);
    expect(systems.filter((system) => / into [A-Z]/.test(system))).toHaveLength(DRAFT_LANGUAGES.length);
  });
});
