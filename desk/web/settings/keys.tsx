import { useEffect, useRef, useState } from 'preact/hooks';
import type { App, AppSecret, SecretKind } from '../../wire/index.js';
import { errorText, texts } from '../locales/index.js';
import { CopyButton } from '../pieces/copy-button.js';
import { When } from '../pieces/when.js';
import { useSession } from '../signed-in.js';
import { ConfirmButton } from './confirm-button.js';
import { HIDDEN, ofKind, SecretDesk, type Shown } from './secrets.js';

const KINDS = ['identity_key', 'verification_secret'] as const satisfies readonly SecretKind[];

/** The two keys of an app: hidden until an owner asks, because each look is noted. */
export function Keys({ app, onAct }: { readonly app: App; readonly onAct: () => void }) {
  const { api } = useSession();
  const [shown, setShown] = useState<Shown>(HIDDEN);
  const desk = useRef<SecretDesk | null>(null);
  desk.current ??= new SecretDesk(setShown);
  useEffect(() => () => desk.current?.hide(), []);
  const act = (ask: Parameters<SecretDesk['show']>[0]) => void desk.current?.show(ask).then(onAct);
  return (
    <section class="card" aria-labelledby="keys">
      <h2 id="keys">{texts.settings.keys}</h2>
      <p class="hint">{texts.settings.keys_hint}</p>
      {shown.state === 'failed' && (
        <p class="alert" role="alert">
          {errorText(shown.code)}
        </p>
      )}
      {shown.state === 'shown' ? (
        <>
          {KINDS.map((kind) => (
            <Kind
              key={kind}
              kind={kind}
              secrets={shown.secrets}
              onRotate={() => act(() => api.rotateSecret(app.id, kind))}
              onEnd={() => act(() => api.endPreviousSecret(app.id, kind))}
            />
          ))}
          <button type="button" class="button" onClick={() => desk.current?.hide()}>
            {texts.settings.hide}
          </button>
        </>
      ) : (
        <button
          type="button"
          class="button"
          aria-disabled={shown.state === 'asking'}
          onClick={() => act(() => api.revealSecrets(app.id))}
        >
          {shown.state === 'asking' ? texts.settings.showing : texts.settings.show}
        </button>
      )}
    </section>
  );
}

interface KindProps {
  readonly kind: (typeof KINDS)[number];
  readonly secrets: readonly AppSecret[];
  readonly onRotate: () => void;
  readonly onEnd: () => void;
}

function Kind({ kind, secrets, onRotate, onEnd }: KindProps) {
  const { settings } = texts;
  const { current, previous } = ofKind(secrets, kind);
  const name = settings[kind];
  return (
    <div class="secret">
      <h3>{name}</h3>
      <p class="hint">{settings[`${kind}_hint`]}</p>
      {current && <SecretValue secret={current} name={name} />}
      <ConfirmButton
        text={settings.rotate}
        name={`${settings.rotate}: ${name}`}
        title={settings.rotate_title(name)}
        body={previous ? `${settings.rotate_body} ${settings.rotate_again}` : settings.rotate_body}
        confirm={settings.rotate_confirm}
        onConfirm={onRotate}
      />
      {previous && (
        <>
          <SecretValue secret={previous} name={`${name}, ${settings.previous}`} />
          <ConfirmButton
            text={settings.end_previous}
            name={`${settings.end_previous}: ${name}`}
            title={settings.end_title(name)}
            body={settings.end_body}
            confirm={settings.end_confirm}
            isDanger
            onConfirm={onEnd}
          />
        </>
      )}
    </div>
  );
}

function SecretValue({ secret, name }: { readonly secret: AppSecret; readonly name: string }) {
  const { settings } = texts;
  return (
    <div class="secret-value">
      <p class="hint">
        {secret.state === 'current' ? settings.current : settings.previous}
        {', '}
        {settings.made} <When at={secret.created_at} />
        {secret.kind === 'identity_key' && ` · ${settings.kid(secret.id)}`}
      </p>
      <p class="secret-line">
        <code>{secret.value}</code>
        <CopyButton text={secret.value} what={name} />
      </p>
    </div>
  );
}
