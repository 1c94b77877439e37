import {
  ConvotError,
  checkPatch,
  compose,
  isBlank,
  type Patch,
  type PushAnswer,
  type PushEntry,
  type PushRequest,
  type PushResult,
  trustSuffices,
} from '../../protocol/index.js';
import type { Chatwoot } from './backend.js';
import { isCode } from './http.js';
import { contactPath, type Held } from './sessions.js';

/**
 * Sends a lane's entries as custom attributes. Chatwoot reads them, lays ours over them and writes all of them back:
 * keys not named stay, but of two pages that do so at once one may lose. `null` is kept as a key without a value,
 * which is as near as its API comes to clearing. An entry that is sent again is applied again.
 *
 * @throws ConvotError `lane_mismatch`, `session_ended`
 */
export async function applyPush(
  { http, sessions }: Chatwoot,
  held: Held,
  { trust, entries }: PushRequest,
  { keepalive = false }: { readonly keepalive?: boolean } = {},
): Promise<PushAnswer> {
  if (!trustSuffices(held.trust, trust)) {
    throw new ConvotError('lane_mismatch', 'The entries need more trust than the session has.');
  }
  const checked = entries.map(({ seq, custom_data }) => ({ seq, ...checkPatch(custom_data) }));
  const isProven = trust === 'verified';
  for (const custom_attributes of joined(
    checked.map(({ accepted }) => (isProven ? accepted : filled(accepted))),
    trust,
  )) {
    const body = { ...sessions.proofOf(held), custom_attributes };
    await http(contactPath(held), { method: 'PATCH', body, keepalive }).catch((error) => {
      throw isCode(error, 'not_found') ? new ConvotError('session_ended') : error;
    });
  }
  return { results: checked.map((entry, place) => resultOf(entry, entries[place])) };
}

/** As few patches as do the same, in order; the empty ones left out. */
function joined(patches: readonly Patch[], trust: PushRequest['trust']): readonly Patch[] {
  const all: Patch[] = [];
  for (const patch of patches) {
    const last = all.at(-1);
    const both = last && compose(last, patch, trust);
    if (both) all[all.length - 1] = both;
    else all.push(patch);
  }
  return all.filter((patch) => Object.keys(patch).length > 0);
}

/** What an unverified patch may do at all: it never clears. That it doesn't overwrite, Chatwoot can't keep. */
function filled(patch: Patch): Patch {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => !isBlank(value)));
}

function resultOf({ seq, refused }: Pick<PushResult, 'seq' | 'refused'>, entry: PushEntry | undefined): PushResult {
  const isRefused = refused.length > 0 && refused.length === Object.keys(entry?.custom_data ?? {}).length;
  return { seq, status: isRefused ? 'refused' : 'applied', refused };
}
