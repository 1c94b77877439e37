// @vitest-environment happy-dom
import { defineContext } from 'convot/context';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ADA, fact, NOTHING, named, rootOf, row, show } from './sample.js';

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe('<convot-context>', () => {
  it('is registered by the call alone, and only once', () => {
    expect(customElements.get('other-context')).toBeUndefined();
    defineContext('other-context');
    defineContext('other-context');
    expect(customElements.get('other-context')).toBeTypeOf('function');
  });

  it('takes data that was set before it was defined', () => {
    const early = document.createElement('late-context');
    Object.assign(early, { data: ADA, locale: 'en' });
    document.body.append(early);
    defineContext('late-context');
    customElements.upgrade(early);
    expect(rootOf(early).querySelector('h2')?.textContent).toBe('Ada Lovelace');
  });

  it('heads with name, email and external id, each with its source', () => {
    const { root } = show(ADA);
    expect(root.querySelector('h2')?.textContent).toBe('Ada Lovelace');
    expect(row(root, 'Email').textContent).toContain('ada@example.com');
    expect(row(root, 'Email').textContent).toContain('Sealed token');
    expect(row(root, 'External ID').textContent).toContain('user_123');
    expect(row(root, 'External ID').textContent).toContain('Verified identify');
  });

  it('says so when nobody and nothing is known', () => {
    for (const data of [null, NOTHING]) {
      const { root } = show(data);
      expect(root.querySelector('h2')?.textContent).toBe('Nobody named yet');
      expect(root.textContent).toContain('The app has sent no custom data.');
    }
  });

  it('shows numbers and booleans in words and figures', () => {
    const { root } = show(ADA);
    expect(row(root, 'order_count').querySelector('.scalar')?.textContent).toBe('42');
    expect(row(root, 'active').querySelector('.scalar')?.textContent).toBe('Yes');
  });

  it('shows nested objects and lists as sub-rows', () => {
    const { root } = show(ADA);
    const address = row(root, 'address');
    expect([...address.querySelectorAll('.nested > div > dt')].map((key) => key.textContent)).toEqual([
      'city',
      'lines',
    ]);
    expect([...address.querySelectorAll('li')].map((item) => item.textContent)).toEqual(['12 St James', 'Square']);
  });

  it('folds a long text and a long list until asked', async () => {
    const long = 'word '.repeat(100);
    const { root } = show({ ...NOTHING, user_detail: [named('note', long), named('tags', [...'abcdefghijkl'])] });
    expect(row(root, 'note').querySelector('.text')?.textContent?.length).toBeLessThan(160);
    expect(row(root, 'tags').querySelectorAll('li')).toHaveLength(6);
    for (const key of ['note', 'tags']) row(root, key).querySelector<HTMLElement>('.fold')?.click();
    await vi.waitFor(() => expect(row(root, 'tags').querySelectorAll('li')).toHaveLength(12));
    expect(row(root, 'note').querySelector('.text')?.textContent).toBe(long);
  });

  it('keeps markup as text', () => {
    const { root } = show({ ...NOTHING, custom_data: [named('<b>key</b>', '<img src=x onerror=alert(1)>')] });
    expect(root.querySelector('img, b')).toBeNull();
    expect(root.textContent).toContain('<img src=x onerror=alert(1)>');
  });

  it('shows an object in the place of a scalar as data, never as an element', () => {
    const forged = { type: 'img', props: { src: 'x' }, constructor: undefined };
    const { root } = show({
      ...NOTHING,
      custom_data: [named('forged', forged as unknown as string)],
      name: fact(forged as unknown as string),
    });
    expect(root.querySelector('img')).toBeNull();
    expect(row(root, 'forged').querySelector('.nested')).not.toBeNull();
  });

  it('shows a value that contains itself without failing', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const { root } = show({ ...NOTHING, user_detail: [named('loop', loop)] });
    expect(row(root, 'loop').textContent).toContain('Cannot be shown');
  });
});

describe('live', () => {
  it('marks only the rows that changed, and tells a screen reader their names', () => {
    const { element, root } = show(ADA);
    expect(root.querySelectorAll('.flash')).toHaveLength(0);
    element.data = { ...ADA, custom_data: [...ADA.custom_data.slice(0, 1), named('order_count', 43), named('mrr', 9)] };
    expect(row(root, 'order_count').querySelector('.flash')).not.toBeNull();
    expect(row(root, 'mrr').querySelector('.flash')).not.toBeNull();
    expect(root.querySelectorAll('.flash')).toHaveLength(2);
    expect(root.textContent).toContain('Updated: order_count, mrr');
    expect(() => row(root, 'active')).toThrow();
  });

  it('marks nothing when the context is another person’s', () => {
    const { element, root } = show(ADA);
    element.data = { ...ADA, external_id: fact('user_456'), email: fact('grace@example.com'), name: fact('Grace') };
    expect(root.querySelectorAll('.flash')).toHaveLength(0);
    expect(root.textContent).not.toContain('Ada');
  });

  it('tells the time anew while it stands in the page', () => {
    vi.useFakeTimers({ now: Date.parse('2026-07-01T12:00:00Z') });
    const { element, root } = show({ ...NOTHING, custom_data: [named('plan', 'pro')] });
    element.now = () => Date.now();
    expect(root.querySelector('time .long')?.textContent).toBe('5 min. ago');
    vi.advanceTimersByTime(10 * 60_000);
    expect(root.querySelector('time .long')?.textContent).toBe('15 min. ago');
    element.remove();
    expect(vi.getTimerCount()).toBe(0);
    expect(root.textContent).toBe('');
  });
});

describe('copy', () => {
  it('copies the raw value and says so', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const { root } = show(ADA);
    row(root, 'active').querySelector<HTMLElement>('.copy button')?.click();
    expect(writeText).toHaveBeenCalledWith('true');
    await vi.waitFor(() => expect(row(root, 'active').querySelector('[role=status]')?.textContent).toBe('Copied'));
  });

  it('says what to do when the browser refuses', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    const { root } = show(ADA);
    row(root, 'active').querySelector<HTMLElement>('.copy button')?.click();
    await vi.waitFor(() => expect(row(root, 'active').textContent).toContain('Select the value'));
  });
});
