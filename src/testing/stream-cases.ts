import type { StreamEvent } from '../protocol/index.js';
import { draft, type Rule, type Visitor } from './control.js';
import { Arrivals, expectSettled, expectThat } from './expect.js';

/** What arrives without being asked for. */
export const streamCases: readonly Rule[] = [
  {
    name: 'a stream delivers an agent’s answer',
    holds: async ({ backend, visitor }) => {
      const page = await visitor();
      const { conversation } = await page.chat.start(page.credential, draft('anybody there?'));
      const { events, stop } = await follow(page);
      await backend.answer(conversation.id, 'yes');
      await events.until((event) => isMessage(event, 'yes'), 'the agent’s answer arrives');
      await stop();
    },
  },
  {
    name: 'a stream delivers what the same session sends from another tab, and its ticket',
    needs: 'tickets',
    holds: async ({ visitor }) => {
      const page = await visitor();
      const { events, stop } = await follow(page);
      const { conversation } = await page.chat.start(page.credential, draft('from the other tab'));
      await events.until((event) => isMessage(event, 'from the other tab'), 'the message arrives');
      await page.chat.submitTicket(page.credential, conversation.id, { subject: 'Help', email: 'g@example.com' });
      await events.until(
        (event) => event.type === 'conversation' && event.conversation.ticket?.subject === 'Help',
        'the conversation with its ticket arrives',
      );
      await stop();
    },
  },
  {
    name: 'a stream delivers nothing of another visitor',
    holds: async ({ visitor }) => {
      const [page, other] = [await visitor(), await visitor()];
      const { events, stop } = await follow(page);
      await other.chat.start(other.credential, draft('a stranger’s'));
      await page.chat.start(page.credential, draft('mine'));
      await events.until((event) => isMessage(event, 'mine'), 'the own message arrives');
      expectThat(!events.all.some((event) => isMessage(event, 'a stranger’s')), 'no event of the stranger arrives');
      await stop();
    },
  },
  {
    name: 'a stream ends with session_ended when the session is closed',
    holds: async ({ visitor }) => {
      const page = await visitor();
      const { events, ended } = await follow(page);
      await page.adapter.close(page.credential);
      await events.until((event) => event.type === 'session_ended', 'session_ended arrives');
      await expectSettled(ended, 'stream() resolves');
    },
  },
  {
    name: 'a stream of an ended session says session_ended at once',
    holds: async ({ visitor }) => {
      const page = await visitor();
      await page.adapter.close(page.credential);
      const events = new Arrivals<StreamEvent>();
      const stream = page.chat.stream(page.credential, events.add, new AbortController().signal);
      await expectSettled(stream, 'stream() resolves');
      expectThat(
        events.all.some(({ type }) => type === 'session_ended'),
        'session_ended arrives',
      );
    },
  },
];

/** How long a probe may take before another is sent, in milliseconds. */
const PROBE_EVERY_MS = 250;

/** Probes sent before a stream counts as dead. */
const PROBES = 20;

/** Follows the session, and returns once events demonstrably arrive: a backend may need a moment to connect. */
async function follow({ chat, credential }: Visitor) {
  const events = new Arrivals<StreamEvent>();
  const abort = new AbortController();
  const ended = chat.stream(credential, events.add, abort.signal);
  const { conversation } = await chat.start(credential, draft('probe'));
  for (let sent = 0; events.all.length === 0; sent += 1) {
    expectThat(sent < PROBES, 'a stream delivers the session’s own messages');
    await chat.send(credential, conversation.id, draft('probe'));
    await events.next(PROBE_EVERY_MS);
  }
  const stop = async () => {
    abort.abort();
    await expectSettled(ended, 'stream() resolves after an abort');
  };
  return { events, ended, stop };
}

function isMessage(event: StreamEvent, text: string): boolean {
  return event.type === 'message' && event.message.text === text;
}
