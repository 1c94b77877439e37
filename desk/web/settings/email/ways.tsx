import { useEffect, useRef, useState } from 'preact/hooks';
import type { EmailListenerState, EmailSettingsPage } from '../../../wire/emails.js';
import type { AppSecret } from '../../../wire/index.js';
import { emailTexts as own } from '../../locales/email-en.js';
import { errorText, texts } from '../../locales/index.js';
import { CopyButton } from '../../pieces/copy-button.js';
import { useSession } from '../../signed-in.js';
import { ConfirmButton } from '../confirm-button.js';
import { HIDDEN, ofKind, SecretDesk, type Shown } from '../secrets.js';

interface WaysProps {
  readonly app: string;
  readonly page: EmailSettingsPage;
}

/** How mails reach the app, and how answers leave: what an owner tells a service, and what the operator has set up. */
export function Ways({ app, page }: WaysProps) {
  return (
    <div class="beside">
      <section class="card" aria-labelledby="ways">
        <h2 id="ways">{own.ways}</h2>
        <h3>{own.post}</h3>
        <p class="hint">{own.post_hint}</p>
        <p class="secret-line">
          <code>{page.post_url}</code>
          <CopyButton text={page.post_url} what={own.post} />
        </p>
        <PostSecret app={app} />
        <h3>{own.smtp}</h3>
        <p>{page.listener ? listenerText(page.listener) : own.smtp_off}</p>
        <h3>{own.sending}</h3>
        <p>{page.outgoing === null ? own.sending_off : own.sending_on(page.outgoing)}</p>
      </section>
    </div>
  );
}

function listenerText({ host, port, has_tls, is_limited }: EmailListenerState): string {
  const [tls, who] = [has_tls ? own.smtp_tls : own.smtp_plain, is_limited ? own.smtp_limited : own.smtp_open];
  return `${own.smtp_on(host, port)} ${tls} ${who}`;
}

/** Hidden until an owner asks, because each look is noted. */
function PostSecret({ app }: { readonly app: string }) {
  const { api } = useSession();
  const [shown, setShown] = useState<Shown>(HIDDEN);
  const desk = useRef<SecretDesk | null>(null);
  desk.current ??= new SecretDesk(setShown);
  useEffect(() => () => desk.current?.hide(), []);
  const act = (ask: Parameters<SecretDesk['show']>[0]) => void desk.current?.show(ask);
  if (shown.state !== 'shown') {
    return (
      <>
        {shown.state === 'failed' && (
          <p class="alert" role="alert">
            {errorText(shown.code)}
          </p>
        )}
        <button
          type="button"
          class="button"
          aria-disabled={shown.state === 'asking'}
          onClick={() => act(() => api.revealSecrets(app))}
        >
          {shown.state === 'asking' ? texts.settings.showing : own.show_secret}
        </button>
      </>
    );
  }
  const { current, previous } = ofKind(shown.secrets, 'email_secret');
  return (
    <div class="secret">
      {current && <SecretLine secret={current} name={own.current} />}
      <ConfirmButton
        text={own.rotate}
        name={own.rotate}
        title={own.rotate_title}
        body={own.rotate_body}
        confirm={own.rotate_confirm}
        onConfirm={() => act(() => api.rotateSecret(app, 'email_secret'))}
      />
      {previous && (
        <>
          <SecretLine secret={previous} name={own.previous} />
          <ConfirmButton
            text={own.end_previous}
            name={own.end_previous}
            title={own.end_title}
            body={own.end_body}
            confirm={own.end_confirm}
            isDanger
            onConfirm={() => act(() => api.endPreviousSecret(app, 'email_secret'))}
          />
        </>
      )}
      <button type="button" class="button small" onClick={() => desk.current?.hide()}>
        {own.hide}
      </button>
    </div>
  );
}

function SecretLine({ secret, name }: { readonly secret: AppSecret; readonly name: string }) {
  return (
    <div class="secret-value">
      <p class="hint">{name}</p>
      <p class="secret-line">
        <code>{secret.value}</code>
        <CopyButton text={secret.value} what={name} />
      </p>
    </div>
  );
}
