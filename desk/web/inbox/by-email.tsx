import { emailTexts } from '../locales/email-en.js';
import { Icon } from '../pieces/icon.js';

/** Says that a conversation is held by email, and whether the receiving server calls it spam. */
export function ByEmail({ isSpam }: { readonly isSpam: boolean }) {
  return (
    <span class="by-email">
      <span class="tag">
        <Icon name="email" size={14} />
        {emailTexts.channel}
      </span>
      {isSpam && <span class="tag spam">{emailTexts.spam}</span>}
    </span>
  );
}
