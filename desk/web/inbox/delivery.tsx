import { ConvotError } from 'convot/protocol';
import { useState } from 'preact/hooks';
import type { MessageEmailOut } from '../../wire/emails.js';
import { emailOutTexts, emailTexts } from '../locales/email-en.js';
import { errorText } from '../locales/index.js';
import { useSession } from '../signed-in.js';

/** Where an answer is; for one that did not leave, why not, and a way to send it again. */
export function Delivery({ email }: { readonly email: MessageEmailOut }) {
  const { state, code, status } = email;
  const isStuck = state === 'failed' || state === 'unknown';
  return (
    <div class="delivery">
      <p class="meta">
        <span class={isStuck ? 'danger' : undefined}>{emailTexts.states[state]}</span>
        {code !== null && <span>{emailOutTexts[code] ?? code}</span>}
        {status !== null && <span>{emailTexts.status(status)}</span>}
        {isStuck && <Resend email={email} />}
      </p>
    </div>
  );
}

function Resend({ email }: { readonly email: MessageEmailOut }) {
  const { api } = useSession();
  const [refusal, setRefusal] = useState<string | null>(null);
  const resend = () => {
    setRefusal(null);
    // The stream tells what becomes of it.
    api.resendAnswer(email.message_id).catch((error: unknown) => setRefusal(refusalOf(error)));
  };
  return (
    <>
      <button type="button" class="link" onClick={resend}>
        {email.state === 'unknown' ? emailTexts.resend_anyway : emailTexts.resend}
      </button>
      {refusal !== null && <span class="danger">{refusal}</span>}
    </>
  );
}

function refusalOf(error: unknown): string {
  if (!(error instanceof ConvotError)) return errorText('internal');
  return (error.reason !== undefined && emailOutTexts[error.reason]) || errorText(error.code);
}
