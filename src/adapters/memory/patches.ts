import {
  ConvotError,
  checkPatch,
  KEYS_PER_CONTACT,
  merge,
  type Patch,
  type PushAnswer,
  type PushRequest,
  type PushResult,
  type Refusal,
  type Trust,
  trustSuffices,
  type Values,
} from '../../protocol/index.js';
import type { Lane, State, StoredSession } from './state.js';

/** Law 3: what the lane has seen gets its first answer again, the rest is merged in order. */
export function applyPush(state: State, session: StoredSession, request: PushRequest): PushAnswer {
  const { entries } = request;
  if (entries.some(({ seq }, place) => seq !== (entries[0]?.seq ?? 0) + place)) {
    throw new ConvotError('lane_gap', 'The entries of a push must be consecutive.');
  }
  const lane = laneOf(state, session, request);
  if (entries.some(({ seq }) => seq <= lane.last && !lane.answers.has(seq))) {
    throw new ConvotError('lane_gap', 'An entry of the push comes after later ones of its lane.');
  }
  const results = entries.map(({ seq, custom_data }) => {
    const result = lane.answers.get(seq) ?? applyEntry(state, lane, seq, custom_data);
    lane.answers.set(seq, result);
    lane.last = Math.max(lane.last, seq);
    return result;
  });
  return { results };
}

/** @throws ConvotError `lane_mismatch` */
function laneOf(state: State, { handle, trust }: StoredSession, request: PushRequest): Lane {
  if (!trustSuffices(trust, request.trust)) {
    throw new ConvotError('lane_mismatch', 'The entries need more trust than the session has.');
  }
  let lane = state.lanes.get(request.lane);
  if (!lane) {
    lane = { handle, trust: request.trust, answers: new Map(), last: 0 };
    state.lanes.set(request.lane, lane);
  }
  if (lane.handle !== handle || lane.trust !== request.trust) {
    throw new ConvotError('lane_mismatch', 'The lane belongs to another person or another trust.');
  }
  return lane;
}

function applyEntry(state: State, { handle, trust }: Lane, seq: number, patch: Patch): PushResult {
  const { accepted, refused } = checkPatch(patch);
  const merged = merge(state.values.get(handle) ?? {}, accepted, trust);
  const { values, dropped } = withinLimit(state.values.get(handle) ?? {}, merged);
  state.values.set(handle, values);
  const all = [...refused, ...(tellsLimit(trust) ? dropped : [])];
  const none = all.length > 0 && all.length === Object.keys(patch).length;
  return { seq, status: none ? 'refused' : 'applied', refused: all };
}

/** Above the limit a new key is refused, never an old one dropped. */
function withinLimit(stored: Values, merged: Values): { values: Values; dropped: Refusal[] } {
  const entries = Object.entries(merged);
  let room = KEYS_PER_CONTACT - entries.filter(([key]) => Object.hasOwn(stored, key)).length;
  const dropped: Refusal[] = [];
  const kept = entries.filter(([key]) => {
    if (Object.hasOwn(stored, key) || room-- > 0) return true;
    dropped.push({ key, code: 'too_many_keys' });
    return false;
  });
  return { values: Object.fromEntries(kept), dropped };
}

/** To an unverified session the limit would tell how much is stored (Law 5). */
function tellsLimit(trust: Trust): boolean {
  return trust === 'verified';
}
