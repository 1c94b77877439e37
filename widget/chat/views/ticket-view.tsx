import { IDENTIFIER_CHARS, SUBJECT_CHARS } from '../../../src/protocol/index.js';
import type { TicketDraft } from '../model/state.js';
import { Field } from './field.js';
import type { Scene } from './scene.js';

interface TicketProps {
  readonly scene: Scene;
  readonly thread: string;
  readonly form: TicketDraft;
}

/** The form that turns a conversation into a ticket, and what came of it. */
export function TicketView({ scene, thread, form }: TicketProps) {
  const { chat, texts } = scene;
  if (form.step === 'done') {
    return (
      <div class="notice">
        <h3 data-focus tabIndex={-1}>
          {texts.ticketCreated(form.ticket.number)}
        </h3>
        <p>{texts.ticketNext}</p>
        <button
          type="button"
          class="primary"
          onClick={() => chat.report({ type: 'shown', screen: { name: 'thread', thread } })}
        >
          {texts.backToConversation}
        </button>
      </div>
    );
  }
  const { problem } = form;
  const isSending = form.step === 'sending';
  const edit = (change: { readonly subject: string } | { readonly email: string }) =>
    chat.report({ type: 'form', thread, form: { ...form, ...change, problem: null } });
  const isOfField = problem === 'subject_missing' || problem === 'email_invalid';
  return (
    <form
      class="ticket"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        chat.submitTicket();
      }}
    >
      <h3>{texts.ticketTitle}</h3>
      <Field
        name="subject"
        label={texts.subject}
        value={form.subject}
        problem={problem === 'subject_missing' && texts.problem(problem)}
        maxLength={SUBJECT_CHARS}
        isSending={isSending}
        onValue={(subject) => edit({ subject })}
      />
      {form.email !== null && (
        <Field
          name="email"
          label={texts.email}
          value={form.email}
          problem={problem === 'email_invalid' && texts.problem(problem)}
          maxLength={IDENTIFIER_CHARS}
          isSending={isSending}
          onValue={(email) => edit({ email })}
        />
      )}
      {problem && !isOfField && (
        <p class="danger" role="alert">
          {texts.problem(problem)}
        </p>
      )}
      <button type="submit" class="primary" data-focus={isSending || undefined} aria-disabled={isSending}>
        {isSending ? texts.sending : texts.createTicket}
      </button>
    </form>
  );
}
