import type { LookupFault, LookupFieldFault, LookupSettingsChange, LookupSettingsPage } from '../../../wire/lookups.js';

/** What stands in the form. Secrets are blank unless somebody enters a new one. */
export type Draft = Required<LookupSettingsChange>;

const KEPT = ['enabled', 'method', 'url', 'parameter', 'identify', 'show', 'exclude_unconfirmed'] as const;

/** The form as the saved settings fill it. */
export function draftOf(page: LookupSettingsPage): Draft {
  const { enabled, method, url, parameter, identify, show, exclude_unconfirmed } = page;
  return { enabled, method, url, parameter, identify, show, exclude_unconfirmed, token: '', signing_secret: '' };
}

/** What of the form differs from what is saved; a blank secret is no change. */
export function changeOf(draft: Draft, page: LookupSettingsPage): LookupSettingsChange {
  const changed = Object.fromEntries(
    KEPT.filter((field) => draft[field] !== page[field]).map((field) => [field, trimmed(draft[field])]),
  );
  return {
    ...changed,
    ...(draft.token.trim() === '' ? {} : { token: draft.token.trim() }),
    ...(draft.signing_secret.trim() === '' ? {} : { signing_secret: draft.signing_secret.trim() }),
  };
}

export function isDirty(draft: Draft, page: LookupSettingsPage): boolean {
  return Object.keys(changeOf(draft, page)).length > 0;
}

/** What the desk said is wrong, by the name of the form's field. */
export function faultsByField(faults: readonly LookupFault[]): ReadonlyMap<string, LookupFieldFault> {
  return new Map(faults.map(({ field, fault }) => [field, fault]));
}

/** People paste with a space at the end. */
function trimmed<T>(value: T): T | string {
  return typeof value === 'string' ? value.trim() : value;
}
