// @vitest-environment happy-dom
import { describeTime } from 'convot/context';
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
    [{ source: 'token', trust: 'verified' }, 'Sealed token', 'Token', true],
    [{ source: 'identify', trust: 'verified' }, 'Verified identify', 'Verified', true],
    [{ source: 'identify', trust: 'unverified' }, 'Unverified identify', 'Unverified', false],
    [{ source: 'identify', trust: 'anonymous' }, 'Unverified identify', 'Unverified', false],
    [{ source: 'ticket_form', trust: 'unverified' }, 'Ticket form', 'Form', false],
    [{ source: 'agent', trust: 'verified' }, 'Agent', 'Agent', true],
    [{ source: 'something_new' as 'agent', trust: 'verified' }, 'Unknown source', 'Unknown', false],
  ] as const)('%o reads "%s"', (more, label, short, proven) => {
    const found = provenance(more);
    expect(found.querySelector('.source .long')?.textContent).toBe(label);
    const narrow = found.querySelector('.source .short');
    expect([narrow?.textContent, narrow?.getAttribute('aria-hidden')]).toEqual([short, 'true']);
    expect(found.classList.contains('unproven')).toBe(!proven);
    expect(found.querySelector('.icon')?.classList.contains('question')).toBe(!proven);
  });

  it('says when, relative in the text and absolute in the title', () => {
    const time = provenance({}).querySelector('time');
    expect(time?.querySelector('.long')?.textContent).toBe('5 min. ago');
    expect(time?.querySelector('.short')?.textContent).toBe('5m ago');
    expect(time?.getAttribute('datetime')).toBe('2026-07-01T11:55:00Z');
    expect(time?.title).toMatch(/2026/);
  });

  it('leaves the time out when it is none', () => {
    expect(provenance({ at: 'yesterday' }).querySelector('time')).toBeNull();
  });
});

describe('how long ago', () => {
  const NOW = Date.parse('2026-07-01T12:00:00Z');
  it.each([
    ['2026-07-01T12:00:00Z', 'now', 'now'],
    ['2026-07-01T13:00:00Z', 'now', 'now'],
    ['2026-07-01T11:59:01Z', 'now', 'now'],
    ['2026-07-01T11:59:00Z', '1 min. ago', '1m ago'],
    ['2026-06-30T12:00:00Z', '1 day ago', '1d ago'],
    ['2025-06-01T12:00:00Z', '1 yr. ago', '1y ago'],
  ])('%s is %s', (at, relative, short) => {
    expect(describeTime(at, NOW, 'en')).toMatchObject({ relative, short });
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
