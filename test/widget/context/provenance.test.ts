// @vitest-environment happy-dom
import type { Fact } from 'convot/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NOTHING, named, row, show } from './sample.js';

afterEach(() => document.body.replaceChildren());

function provenance(more: Partial<Fact<string>>): Element {
  const { root } = show({ ...NOTHING, custom_data: [named('plan', 'pro', more)] });
  const found = row(root, 'plan').querySelector('.provenance');
  if (!found) throw new Error('no provenance');
  return found;
}

describe('beside every value stands where it came from', () => {
  it.each([
    [{ source: 'token', trust: 'verified' }, 'Sealed token', true],
    [{ source: 'identify', trust: 'verified' }, 'Verified identify', true],
    [{ source: 'identify', trust: 'unverified' }, 'Unverified identify', false],
    [{ source: 'identify', trust: 'anonymous' }, 'Unverified identify', false],
    [{ source: 'ticket_form', trust: 'unverified' }, 'Ticket form', false],
    [{ source: 'agent', trust: 'verified' }, 'Agent', true],
    [{ source: 'something_new' as 'agent', trust: 'verified' }, 'Unknown source', false],
  ] as const)('%o reads "%s"', (more, label, proven) => {
    const found = provenance(more);
    expect(found.querySelector('.source')?.textContent).toBe(label);
    expect(found.classList.contains('unproven')).toBe(!proven);
    expect(found.querySelector('.icon')?.classList.contains('question')).toBe(!proven);
  });

  it('says when, relative in the text and absolute in the title', () => {
    const time = provenance({}).querySelector('time');
    expect(time?.textContent).toBe('5 min. ago');
    expect(time?.getAttribute('datetime')).toBe('2026-07-01T11:55:00Z');
    expect(time?.title).toMatch(/2026/);
  });

  it('leaves the time out when it is none', () => {
    expect(provenance({ at: 'yesterday' }).querySelector('time')).toBeNull();
  });
});

describe('the previous value', () => {
  it('has no control when there was none', () => {
    expect(provenance({}).querySelector('.previous')).toBeNull();
  });

  it('is one focus away and goes with Escape, which goes no further', async () => {
    const previous = provenance({ previous: 'free' }).querySelector<HTMLElement>('.previous button');
    const tip = previous?.parentElement?.querySelector<HTMLElement>('[role=tooltip]');
    const outside = vi.fn();
    document.addEventListener('keydown', outside);
    expect(tip?.hidden).toBe(true);
    previous?.dispatchEvent(new FocusEvent('focus'));
    await vi.waitFor(() => expect(tip?.hidden).toBe(false));
    expect(tip?.textContent).toBe('Before: free');
    expect(previous?.getAttribute('aria-describedby')).toBe(tip?.id);
    await vi.waitFor(() => {
      outside.mockClear();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
      expect(outside).not.toHaveBeenCalled();
    });
    await vi.waitFor(() => expect(tip?.hidden).toBe(true));
    document.removeEventListener('keydown', outside);
  });

  it('reads a former number or structure too', () => {
    expect(provenance({ previous: 7 }).textContent).toContain('Before: 7');
    expect(provenance({ previous: { a: 1 } }).textContent).toContain('Before: {"a":1}');
  });
});
