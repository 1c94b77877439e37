import type { AssistFailureReason, SuggestionEvent, SuggestionWish } from '../../wire/assist.js';
import type { Desk } from '../desk.js';
import { openInbox, organisationScope } from '../events/index.js';
import { describe } from '../http/errors.js';
import { lookupOfTicket } from '../lookups/index.js';
import { type Model, ModelError } from '../model/index.js';
import { type Credits, creditsOf } from '../plans/index.js';
import { type Material, readMaterial, type TicketPlace } from './material.js';
import { createPlainDraft } from './plain-draft.js';
import { tellTicket } from './prompt.js';
import type { Turn } from './turns.js';
import { promptFor } from './wishes.js';

/** How long a new ticket's lookup is waited for, in milliseconds. */
const LOOKUP_WAIT_MS = 10_000;

/** What suggesting needs of the desk. */
export type SuggestingDesk = Pick<Desk, 'db' | 'bus' | 'clock' | 'model' | 'log'>;

/** Who wants what of which ticket. */
export interface Suggesting {
  readonly ticket: TicketPlace;
  readonly wish: SuggestionWish;
  readonly turn: Turn;
  /** The agent has left, or the desk closes. */
  readonly signal: AbortSignal;
}

/** Has a reply written. It never throws: whatever fails is told as the last event. */
export async function* suggest(
  desk: SuggestingDesk,
  suggesting: Suggesting,
): AsyncGenerator<SuggestionEvent, void, void> {
  const { ticket, turn } = suggesting;
  const { model } = desk;
  if (!model) return yield failed('model_not_configured');
  const signal = AbortSignal.any([suggesting.signal, turn.over]);
  try {
    const credits = creditsOf(desk, ticket.organisationId);
    if (!(await credits.left())) return yield failed('skipped_credits');
    if (await isLookupUnderWay(desk, ticket)) {
      yield { type: 'waiting' };
      await lookupEnd(desk, ticket, signal);
    }
    const material = await readMaterial(desk.db, ticket);
    yield { type: 'started', basis: tellTicket(material).basis };
    yield* write({ model, credits, material, signal, wish: suggesting.wish });
  } catch (error) {
    if (turn.over.aborted) return yield failed('superseded');
    if (error instanceof ModelError) return yield failed('model_failed', error.code);
    desk.log(describe(error));
    yield failed('model_failed', 'internal');
  }
}

interface Writing {
  readonly model: Model;
  readonly credits: Credits;
  readonly material: Material;
  readonly wish: SuggestionWish;
  readonly signal: AbortSignal;
}

/** @throws ModelError, and what the credits throw */
async function* write({
  model,
  credits,
  material,
  wish,
  signal,
}: Writing): AsyncGenerator<SuggestionEvent, void, void> {
  const draft = createPlainDraft(ownWords(material, wish));
  const stream = model.stream({ ...promptFor(material, wish), spend: credits.spend, signal });
  try {
    for (;;) {
      const { done, value } = await stream.next();
      const text = done ? draft.end() : draft.push(value);
      if (text !== '') yield { type: 'text', text };
      if (done) return yield { type: 'done', ending: value.ending, removed_links: draft.removed };
      if (draft.isFull) break;
    }
    const rest = draft.end();
    if (rest !== '') yield { type: 'text', text: rest };
  } finally {
    // Whoever stops reading ends the call, and pays for what was read.
    await stream.return({ usage: NOTHING, ending: 'length' });
  }
  yield { type: 'done', ending: 'length', removed_links: draft.removed };
}

const NOTHING = { inputTokens: 0, outputTokens: 0, isEstimated: true };

/** What addresses may be taken from: the company's data, its agents' messages, and what the agent has of a draft. */
function ownWords({ lookup, messages }: Material, wish: SuggestionWish): string[] {
  const facts = (lookup?.rows ?? []).map(({ value }) => String(value));
  const said = messages.filter(({ author }) => author === 'agent').map(({ text }) => text);
  return [...facts, ...said, ...(wish.what === 'suggest' ? [] : [wish.draft])];
}

async function isLookupUnderWay({ db }: Pick<Desk, 'db'>, { organisationId, id }: TicketPlace): Promise<boolean> {
  const { latest, pending } = await lookupOfTicket(db, organisationId, id);
  return latest === null && pending !== null;
}

/** Waits until the ticket's first lookup has ended, but not for ever. */
async function lookupEnd(desk: Pick<Desk, 'db' | 'bus'>, ticket: TicketPlace, signal: AbortSignal): Promise<void> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(LOOKUP_WAIT_MS)]);
  // Before the look, so that no end falls between the two.
  const inbox = openInbox(desk.bus, organisationScope(ticket.organisationId), enough);
  try {
    while ((await isLookupUnderWay(desk, ticket)) && (await inbox.take()) !== 'ended');
  } finally {
    inbox.close();
  }
}

type Failure = Extract<SuggestionEvent, { type: 'failed' }>;

function failed(status: Failure['status'], reason: AssistFailureReason | null = null): Failure {
  return { type: 'failed', status, reason };
}
