import { useState } from 'preact/hooks';
import type { ReceivedMail } from '../../../wire/emails.js';
import { emailTexts as own, sizeText, unconfirmedTexts } from '../../locales/email-en.js';
import { errorText } from '../../locales/index.js';
import { Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { paths } from '../../routes.js';
import { useSession } from '../../signed-in.js';

interface ReceivedProps {
  readonly mails: readonly ReceivedMail[];
  readonly onReload: () => void;
}

/** The mails that came last, what became of each, and what to do about those that nothing became of. */
export function Received({ mails, onReload }: ReceivedProps) {
  return (
    <section class="card" aria-labelledby="received">
      <h2 id="received">{own.received}</h2>
      {mails.length === 0 ? (
        <Empty title={own.received_empty} hint={own.received_empty_hint} />
      ) : (
        <table class="table">
          <thead>
            <tr>
              {[own.when, own.from, own.outcome].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {mails.map((mail) => (
              <Row key={mail.id} mail={mail} onReload={onReload} />
            ))}
          </tbody>
        </table>
      )}
      <button type="button" class="button small" onClick={onReload}>
        {own.refresh}
      </button>
    </section>
  );
}

function Row({ mail, onReload }: { readonly mail: ReceivedMail; readonly onReload: () => void }) {
  const { at, from, confirmed, unconfirmed_reason: unconfirmed, state, reason, conversation_id, inbox, size } = mail;
  return (
    <tr>
      <td>
        <When at={at} />
        <span class="second">{sizeText(size)}</span>
      </td>
      <td>
        <bdi>{from ?? own.no_from}</bdi>
        <span class="second">
          {confirmed ? own.confirmed : own.unconfirmed}
          {unconfirmed !== null && `: ${unconfirmedTexts[unconfirmed] ?? unconfirmed}`}
        </span>
        <span class="second">
          → <bdi>{inbox}</bdi>
        </span>
      </td>
      <td>
        <span class={state === 'failed' ? 'danger' : undefined}>{own.in_states[state]}</span>{' '}
        {conversation_id !== null && <a href={paths.conversation(conversation_id)}>{own.open}</a>}
        {reason !== null && <span class="second">{own.in_reasons[reason] ?? reason}</span>}
        {state === 'failed' && <Retry id={mail.id} onReload={onReload} />}
      </td>
    </tr>
  );
}

function Retry({ id, onReload }: { readonly id: string; readonly onReload: () => void }) {
  const { api } = useSession();
  const [failed, setFailed] = useState(false);
  const retry = () =>
    api.retryEmail(id).then(onReload, () => {
      setFailed(true);
    });
  return (
    <>
      <button type="button" class="link" onClick={retry}>
        {own.retry}
      </button>
      {failed && <span class="danger">{errorText('internal')}</span>}
    </>
  );
}
