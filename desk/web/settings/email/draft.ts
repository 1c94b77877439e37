import type { EmailSettings } from '../../../wire/emails.js';

/** What stands in the form: lists as lines. */
export interface EmailDraft {
  readonly enabled: boolean;
  readonly inboxes: string;
  readonly display_name: string;
  readonly trusted_receivers: string;
  readonly spam_headers: readonly string[];
}

/** The form as the saved settings fill it. */
export function draftOf(settings: EmailSettings): EmailDraft {
  const { enabled, display_name, spam_headers, inboxes, trusted_receivers } = settings;
  return {
    enabled,
    display_name,
    spam_headers,
    inboxes: inboxes.join('\n'),
    trusted_receivers: trusted_receivers.join('\n'),
  };
}

/** The settings that the form asks for. */
export function settingsOf(draft: EmailDraft): EmailSettings {
  return {
    ...draft,
    inboxes: linesOf(draft.inboxes),
    display_name: draft.display_name.trim(),
    trusted_receivers: linesOf(draft.trusted_receivers),
  };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
