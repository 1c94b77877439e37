import { ConvotError, type ErrorCode } from 'convot/protocol';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api.js';
import { errorText, texts } from '../locales/index.js';

type Attempt = { readonly state: 'idle' | 'asking' } | { readonly state: 'failed'; readonly code: ErrorCode };

/** The way in: email and password. */
export function SignIn({ api, onSignedIn }: { readonly api: Pick<Api, 'signIn'>; readonly onSignedIn: () => void }) {
  const [attempt, setAttempt] = useState<Attempt>({ state: 'idle' });
  const email = useRef<HTMLInputElement>(null);
  const alert = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    document.title = texts.shell.title(texts.sign_in.title, 0);
    email.current?.focus();
  }, []);
  useEffect(() => {
    if (attempt.state === 'failed') alert.current?.focus();
  }, [attempt]);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (attempt.state === 'asking' || !(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    setAttempt({ state: 'asking' });
    try {
      await api.signIn(String(form.get('email')).trim(), String(form.get('password')));
      onSignedIn();
    } catch (error) {
      setAttempt({ state: 'failed', code: error instanceof ConvotError ? error.code : 'internal' });
    }
  };

  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit}>
        <p class="brand">{texts.product}</p>
        <h1>{texts.sign_in.title}</h1>
        <p class="muted">{texts.sign_in.hint}</p>
        {attempt.state === 'failed' && (
          <p class="alert" role="alert" tabIndex={-1} ref={alert}>
            {attempt.code === 'forbidden' ? texts.sign_in.wrong : errorText(attempt.code)}
          </p>
        )}
        <label>
          {texts.sign_in.email}
          <input ref={email} class="field" type="email" name="email" autocomplete="username" required />
        </label>
        <label>
          {texts.sign_in.password}
          <input class="field" type="password" name="password" autocomplete="current-password" required />
        </label>
        <button type="submit" class="button primary large" aria-disabled={attempt.state === 'asking'}>
          {attempt.state === 'asking' ? texts.sign_in.submitting : texts.sign_in.submit}
        </button>
      </form>
    </main>
  );
}
