// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../../desk/web/api.js';
import { Analysis } from '../../desk/web/inbox/analysis.js';
import { SignedInContext } from '../../desk/web/signed-in.js';
import type { AnalysisResult, TicketAnalysis, TicketAssist } from '../../desk/wire/assist.js';
import type { Role } from '../../desk/wire/index.js';

afterEach(() => render(null, document.body));

const RESULT: AnalysisResult = {
  topic: 'Missing invoice',
  urgency: 'high',
  summary: 'The customer looks for an <b>invoice</b>.',
  basis: { lookup: 'confirmed', lookup_status: 'ok', contact: 'confirmed' },
  at: '2026-07-01T00:00:00.000Z',
};

function analysis(over: Partial<TicketAnalysis> = {}): TicketAnalysis {
  return { state: 'finished', status: 'ok', reason: null, result: RESULT, finished_at: RESULT.at, ...over };
}

function show(over: Partial<TicketAssist>, role: Role = 'member') {
  const known: TicketAssist = { availability: 'ok', model: null, analysis: analysis(), ...over };
  const analyse = vi.fn<() => void>();
  const me = { user: { id: 'u', name: 'Max', email: 'max@team.test' }, organisation: { id: 'o', name: 'Acme' }, role };
  const nothing = () => undefined;
  render(
    <SignedInContext.Provider value={{ api: {} as Api, me, signOut: nothing, onSignedOut: nothing }}>
      <Analysis assist={{ known, refusal: null, analyse, reload: nothing }} />
    </SignedInContext.Provider>,
    document.body,
  );
  const button = () => document.querySelector('button');
  return { analyse, button, page: document.body.textContent ?? '' };
}

describe('the analysis of a ticket', () => {
  it('is topic, urgency in words and one line of plain text, and can be made anew', () => {
    const { page, button, analyse } = show({});
    for (const words of ['Missing invoice', 'Urgency: high', RESULT.summary]) expect(page).toContain(words);
    expect(document.querySelector('b')).toBeNull();
    expect(page).not.toContain('not confirmed');
    expect(button()?.textContent).toBe('Analyse again');
    button()?.click();
    expect(analyse).toHaveBeenCalledOnce();
  });

  it('says when it used facts that are not confirmed for the sender', () => {
    const basis = { ...RESULT.basis, lookup: 'unconfirmed' } as const;
    expect(show({ analysis: analysis({ result: { ...RESULT, basis } }) }).page).toContain(
      'not confirmed for this sender',
    );
  });

  it.each([
    ['waiting', null],
    ['running', RESULT],
  ] as const)('under way (%s) says so, and shows what there was', (state, result) => {
    const { page, button } = show({ analysis: analysis({ state, status: null, result }) });
    expect(document.querySelector('[role=status]')?.textContent).toContain('Being analysed…');
    expect([button(), page.includes('Missing invoice')]).toEqual([null, result !== null]);
  });

  it('that failed says what to do', () => {
    const failed = analysis({ status: 'model_failed', reason: 'model_timeout', result: null });
    const { page, button } = show({ analysis: failed });
    expect(page).toContain('The AI took too long.');
    expect(button()?.textContent).toBe('Try again');
  });

  it('says that no model is configured, and to owners what to set', () => {
    const none = {
      availability: 'model_not_configured',
      analysis: analysis({ state: 'waiting', result: null }),
    } as const;
    const { page, button } = show(none);
    expect(page).toContain('No model configured.');
    expect([page.includes('MODEL_URL'), button()]).toEqual([false, null]);
    expect(show(none, 'owner').page).toContain('MODEL_URL');
  });

  it('says that the credits are gone', () => {
    const skipped = analysis({ status: 'skipped_credits', result: null });
    const { page, button } = show({ availability: 'skipped_credits', analysis: skipped });
    expect(page).toContain('AI credits are used up');
    expect(button()).toBeNull();
  });

  it.each([
    ['was skipped', analysis({ status: 'skipped_credits', result: null })],
    ['was never asked for', null],
  ])('that %s can be made now', (_, stored) => {
    const { page, button } = show({ analysis: stored });
    expect(page).toContain('Not analysed.');
    expect(button()?.textContent).toBe('Analyse');
  });
});
