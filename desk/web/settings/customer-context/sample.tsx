import type { ComponentChildren } from 'preact';
import type { LookupSample } from '../../../wire/lookups.js';
import { lookupTestTexts as own } from '../../locales/lookups-en.js';

/** Longest sample, in characters, as the desk takes it. */
const SUBJECT_CHARS = 1_000;
const BODY_CHARS = 20_000;

interface SampleProps {
  readonly onRun: (sample: LookupSample) => void;
  /** What ends the form: its button. */
  readonly children: ComponentChildren;
}

/** The made-up message. */
export function Sample({ onRun, children }: SampleProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    const sender = text('sample_sender').trim();
    onRun({
      subject: text('sample_subject'),
      body: text('sample_body'),
      ...(sender === '' ? {} : { sender_email: sender }),
    });
  };
  return (
    <form class="form" onSubmit={submit} noValidate autocomplete="off">
      <label>
        {own.subject}
        <input class="field" name="sample_subject" maxLength={SUBJECT_CHARS} defaultValue={own.default_subject} />
      </label>
      <label>
        {own.body}
        <textarea class="field" name="sample_body" rows={7} maxLength={BODY_CHARS} defaultValue={own.default_body} />
      </label>
      <label>
        {own.sender}
        <input class="field" name="sample_sender" type="email" defaultValue={own.default_sender} />
      </label>
      <div class="form-foot">{children}</div>
    </form>
  );
}
