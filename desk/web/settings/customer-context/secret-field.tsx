import type {
  LookupFieldFault,
  LookupSecretKind,
  LookupSecretState,
  LookupSettingsPage,
} from '../../../wire/lookups.js';
import type { Api } from '../../api.js';
import { lookupFieldFaults, customerContextTexts as own } from '../../locales/lookups-en.js';
import { When } from '../../pieces/when.js';
import { ConfirmButton } from '../confirm-button.js';

/** Something done with the stored secrets. */
export type SecretAct = (api: Api, app: string) => Promise<LookupSettingsPage>;

interface SecretFieldProps {
  readonly kind: LookupSecretKind;
  /** What is being entered; never what is stored. */
  readonly value: string;
  readonly stored: LookupSecretState;
  readonly fault: LookupFieldFault | undefined;
  readonly onValue: (value: string) => void;
  readonly onAct: (act: SecretAct) => void;
}

const HINTS = {
  token: { fresh: own.token_new, keep: own.token_keep, rotate: own.token_rotate },
  signing_secret: { fresh: own.signing_new, keep: own.signing_keep, rotate: own.signing_rotate },
} as const;

/** A write-only secret: a new one can be entered, the stored one is only said to be there. */
export function SecretField({ kind, value, stored, fault, onValue, onAct }: SecretFieldProps) {
  const id = `lookup-${kind}`;
  const hints = HINTS[kind];
  const isStored = stored.current !== null;
  return (
    <div class="labelled">
      <label for={id}>{own[kind]}</label>
      <input
        id={id}
        class="field code"
        type="password"
        name={kind}
        autocomplete="new-password"
        spellcheck={false}
        value={value}
        placeholder={isStored ? '••••••••••••' : ''}
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? `${id}-fault ${id}-hint` : `${id}-hint`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {fault && (
        <p class="note danger" id={`${id}-fault`}>
          {lookupFieldFaults[fault]}
        </p>
      )}
      <p class="hint" id={`${id}-hint`}>
        {isStored ? hints.keep : hints.fresh} {isStored && value !== '' && hints.rotate}
      </p>
      {isStored && <Stored kind={kind} stored={stored} onAct={onAct} />}
    </div>
  );
}

function Stored({ kind, stored, onAct }: Pick<SecretFieldProps, 'kind' | 'stored' | 'onAct'>) {
  const name = own.secret_name[kind];
  const forget = (which: 'previous' | 'both') => onAct((api, app) => api.forgetLookupSecret(app, kind, which));
  return (
    <div class="stored">
      <p class="hint">
        {stored.current && (
          <>
            {own.entered} <When at={stored.current} />.
          </>
        )}{' '}
        {stored.previous && (
          <>
            {own.former} <When at={stored.previous} />, {own.former_kept}
          </>
        )}
      </p>
      <div class="stored-acts">
        {stored.previous && kind === 'token' && (
          <ConfirmButton
            text={own.restore}
            name={`${own.restore}: ${name}`}
            title={own.restore_title}
            body={own.restore_body}
            confirm={own.restore_confirm}
            onConfirm={() => onAct((api, app) => api.restoreLookupToken(app))}
          />
        )}
        {stored.previous && (
          <ConfirmButton
            text={own.forget}
            name={`${own.forget}: ${name}`}
            title={own.forget_title(name)}
            body={own.forget_body}
            confirm={own.forget_confirm}
            isDanger
            onConfirm={() => forget('previous')}
          />
        )}
        <ConfirmButton
          text={own.remove}
          name={`${own.remove}: ${name}`}
          title={own.remove_title(name)}
          body={own.remove_body}
          confirm={own.remove_confirm}
          isDanger
          onConfirm={() => forget('both')}
        />
      </div>
    </div>
  );
}
