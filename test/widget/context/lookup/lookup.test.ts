// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ADA, row, show } from '../sample.js';
import { ended, FOUND, run, showLookup } from './sample.js';

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe('a lookup that found somebody', () => {
  it('shows kind, summary and each row in words, and its age', () => {
    const { root } = showLookup({ run: FOUND });
    expect(root.querySelector('.lookup-kind')?.textContent).toBe('Customer');
    expect(root.querySelector('.summary')?.textContent).toBe('A paying customer on Pro.');
    expect(row(root, 'Status').querySelector('.text')?.textContent).toBe('Active');
    expect(root.querySelector('.lookup-foot time')?.textContent).toBe('2 min. ago');
    expect(root.textContent).toContain('acct_12ab34cd');
    expect(root.textContent).toContain('found by the plain reader');
    expect(root.textContent).toContain('Asked for, but not in the answer: Seats');
  });

  it('has the raw value and its place one hover or focus away, and Escape takes it back', async () => {
    const { root } = showLookup({ run: FOUND });
    const status = row(root, 'Status');
    const tip = () => status.querySelector<HTMLElement>('.tip');
    expect(tip()?.hidden).toBe(true);
    status.querySelector('dd')?.dispatchEvent(new MouseEvent('mouseenter'));
    await vi.waitFor(() => expect(tip()?.hidden).toBe(false));
    expect(tip()?.textContent).toBe('As answered: "active" at /status');
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await vi.waitFor(() => expect(tip()?.hidden).toBe(true));
    status.querySelector('button')?.dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
    await vi.waitFor(() => expect(tip()?.hidden).toBe(false));
    expect(status.querySelector('button')?.getAttribute('aria-describedby')).toBe(tip()?.id);
  });

  it('copies the raw value, not its words', () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const { root } = showLookup({ run: FOUND });
    row(root, 'Status').querySelector<HTMLElement>('.copy button')?.click();
    expect(writeText).toHaveBeenCalledWith('active');
  });

  it('makes links of nothing but the answer’s links, http and https, and shows their host', () => {
    const { root } = showLookup({
      run: run({
        rows: [{ label: 'Site', path: '/site', value: 'https://evil.example', text: 'https://evil.example' }],
        summary: 'See https://evil.example',
        links: [
          { label: 'Admin', url: 'https://admin.example.com/a' },
          { label: 'paypal.com', url: 'https://xn--pypal-4ve.com/' },
          { label: 'Run', url: 'javascript:alert(1)' },
          { label: 'Data', url: 'data:text/html,x' },
          { label: 'Fake', url: 'https://bank.example@evil.example/' },
        ],
      }),
    });
    expect([...root.querySelectorAll('a')].map((link) => link.href)).toEqual([
      'https://admin.example.com/a',
      'https://xn--pypal-4ve.com/',
    ]);
    expect([...root.querySelectorAll('.host')].map((host) => host.textContent)).toEqual([
      'admin.example.com',
      'xn--pypal-4ve.com',
    ]);
    for (const link of root.querySelectorAll('a')) expect(link.rel).toBe('noopener noreferrer');
  });

  it('keeps markup as text, and shows an object in the place of a text as data', () => {
    const forged = { type: 'img', props: { src: 'x' } } as unknown as string;
    const { root } = showLookup({
      run: run({ rows: [{ label: '<b>x</b>', path: '/x', value: forged, text: forged }], summary: '<img src=x>' }),
    });
    expect(root.querySelector('img, b')).toBeNull();
    expect(root.textContent).toContain('<img src=x>');
  });

  it('warns of facts that are not confirmed for the sender, and only of those', () => {
    const warning = 'Not confirmed for this sender';
    expect(showLookup({ run: FOUND }).root.textContent).not.toContain(warning);
    expect(showLookup({ run: run({ confirmed_for_sender: false }) }).root.textContent).toContain(warning);
    const unnamed = showLookup({ run: { ...ended('no_identifier', 'not_found'), confirmed_for_sender: false } });
    expect(unnamed.root.textContent).not.toContain(warning);
  });

  it('says why there is no summary', () => {
    const { root } = showLookup({ run: run({ summary: null, summary_failure: 'model_timeout' }) });
    expect(root.textContent).toContain('The AI model took too long.');
  });
});

describe('a lookup that found nobody', () => {
  it.each([
    ['no_identifier', 'not_found', 'Nothing in it fits the instruction'],
    ['fetch_error', 'timeout', 'It did not answer in time'],
    ['skipped_credits', 'credits_exhausted', 'AI credits are used up'],
    ['disabled', 'not_in_plan', 'plan does not include it'],
  ] as const)('says how it ended: %s, %s', (status, reason, said) => {
    const { root } = showLookup({ run: ended(status, reason), remedy: 'Do this.' });
    expect(root.querySelector('.status-line')?.textContent).toContain(said);
    expect(root.querySelector('.remedy')?.textContent).toBe('Do this.');
    expect(root.querySelector('dl')).toBeNull();
  });

  it('tells the HTTP status of an error', () => {
    const { root } = showLookup({ run: { ...ended('fetch_error', 'status'), http_status: 503 } });
    expect(root.textContent).toContain('HTTP status 503.');
  });

  it('shows a reason of a newer desk as its status alone', () => {
    const { root } = showLookup({ run: ended('fetch_error', 'constructor') });
    expect(root.querySelector('.status-line')?.textContent).toBe('Your system gave no usable answer.');
  });

  it('says that no data was found when the answer is empty', () => {
    const { root } = showLookup({ run: run({ is_empty: true, rows: [], links: [], summary: null }) });
    expect(root.textContent).toContain('No data found.');
    expect(root.textContent).not.toContain('nothing of what was asked for');
  });

  it('has a skeleton while the first run is under way, and the former facts while another is', () => {
    const first = showLookup({ run: null, is_running: true }).root;
    expect(first.querySelector('.skeleton')).not.toBeNull();
    expect(first.querySelector('[role=status]')?.textContent).toBe('Asking your system…');
    const again = showLookup({ run: FOUND, is_running: true }).root;
    expect(again.querySelector('.skeleton')).toBeNull();
    expect(row(again, 'Plan').textContent).toContain('Pro');
  });
});

describe('asking again', () => {
  const button = (root: ParentNode) => root.querySelector<HTMLButtonElement>('.refresh button');

  it('fires an event and nothing else', () => {
    const { element, root } = showLookup({ run: FOUND, refresh_from: '2026-07-01T11:58:10Z' });
    const heard = vi.fn();
    element.addEventListener('lookuprefresh', heard);
    button(root)?.click();
    expect(heard).toHaveBeenCalledOnce();
  });

  it('waits, says why, and is possible at the very moment', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-07-01T11:58:04Z') });
    const { element, root } = showLookup({ run: FOUND, refresh_from: '2026-07-01T11:58:10Z' });
    element.now = () => Date.now();
    const heard = vi.fn();
    element.addEventListener('lookuprefresh', heard);
    await vi.advanceTimersByTimeAsync(100);
    button(root)?.click();
    expect(heard).not.toHaveBeenCalled();
    expect(button(root)?.getAttribute('aria-disabled')).toBe('true');
    expect(button(root)?.title).toContain('possible again in a few seconds');
    await vi.advanceTimersByTimeAsync(6_000);
    expect(button(root)?.getAttribute('aria-disabled')).toBe('false');
    button(root)?.click();
    expect(heard).toHaveBeenCalledOnce();
  });

  it('does nothing while a run is under way, and is nowhere for who may not', () => {
    const { element, root } = showLookup({ run: FOUND, is_running: true, refresh_from: '2026-07-01T11:58:10Z' });
    const heard = vi.fn();
    element.addEventListener('lookuprefresh', heard);
    button(root)?.click();
    expect(heard).not.toHaveBeenCalled();
    expect(button(showLookup({ run: FOUND }).root)).toBeNull();
  });

  it('lists what changed, and the earlier runs', () => {
    const { root } = showLookup({
      run: FOUND,
      changes: [
        { path: '/plan', label: 'Plan', what: 'changed', before: { text: 'Free' }, after: { text: 'Pro' } },
        { path: '/seats', label: 'Seats', what: 'removed', before: { text: '5' }, after: null },
      ],
      history: [ended('fetch_error', 'timeout'), FOUND],
    });
    const changes = [...root.querySelectorAll('.lookup-changes li')].map((item) => item.textContent);
    expect(changes[0]).toContain('Free');
    expect(changes[0]).toContain('Pro');
    expect(changes[1]).toContain('gone');
    expect(root.querySelector('.lookup-history summary')?.textContent).toBe('Earlier runs (2)');
    expect(root.querySelector('.lookup-history li')?.textContent).toContain('Request failed');
  });
});

it('a customer’s context stands as before, with the lookup in its middle', () => {
  const { element, root } = show(ADA);
  expect(root.querySelector('.lookup')).toBeNull();
  element.lookup = { run: FOUND };
  expect(root.querySelector('h2')?.textContent).toBe('Ada Lovelace');
  expect([...root.querySelectorAll('h3')].map((title) => title.textContent)).toEqual([
    'Customer Context',
    'User details',
    'Custom data',
  ]);
});
