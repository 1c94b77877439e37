import { claimOf, draft, type Rule, somebody } from './control.js';
import { expectEqual, expectRejection, expectThat } from './expect.js';

/** Conversations, messages, tickets and who may see them. */
export const conversationCases: readonly Rule[] = [
  {
    name: 'a conversation starts with its first message and lists what follows, oldest first',
    holds: async ({ visitor }) => {
      const { chat, credential } = await visitor();
      const { conversation, message } = await chat.start(credential, draft('first'));
      expectEqual([message.author, message.text, message.author_name], ['visitor', 'first', null], 'the first message');
      expectEqual(message.conversation_id, conversation.id, 'its conversation');
      await chat.send(credential, conversation.id, draft('second'));
      const texts = (await chat.messages(credential, conversation.id)).map(({ text }) => text);
      expectEqual(texts, ['first', 'second'], 'the messages');
      const [listed] = await chat.conversations(credential);
      expectEqual([listed?.id, listed?.last_message?.text], [conversation.id, 'second'], 'the list');
    },
  },
  {
    name: 'the conversation with the newest activity is listed first',
    holds: async ({ visitor }) => {
      const { chat, credential } = await visitor();
      const older = await chat.start(credential, draft('older'));
      const newer = await chat.start(credential, draft('newer'));
      await nextMillisecond();
      await chat.send(credential, older.conversation.id, draft('again'));
      const ids = (await chat.conversations(credential)).map(({ id }) => id);
      expectEqual(ids, [older.conversation.id, newer.conversation.id], 'the order');
    },
  },
  {
    name: 'starting again with the same client_id starts nothing new',
    holds: async ({ visitor }) => {
      const { chat, credential } = await visitor();
      const opening = draft('hello');
      const first = await chat.start(credential, opening);
      const again = await chat.start(credential, opening);
      expectEqual([again.conversation.id, again.message.id], [first.conversation.id, first.message.id], 'the answer');
      expectEqual((await chat.conversations(credential)).length, 1, 'conversations');
    },
  },
  {
    name: 'a message sent again with the same client_id is there once',
    holds: async ({ visitor }) => {
      const { chat, credential } = await visitor();
      const { conversation } = await chat.start(credential, draft('hello'));
      const twice = draft('once, please');
      const sent = await Promise.all([1, 2, 3].map(() => chat.send(credential, conversation.id, twice)));
      expectEqual(new Set(sent.map(({ id }) => id)).size, 1, 'message ids');
      expectEqual((await chat.messages(credential, conversation.id)).length, 2, 'messages');
    },
  },
  {
    name: 'a message without text is refused as request_invalid',
    holds: async ({ visitor }) => {
      const { chat, credential } = await visitor();
      await expectRejection(chat.start(credential, draft('  ')), 'request_invalid', 'a blank first message');
      expectEqual(await chat.conversations(credential), [], 'conversations');
      const { conversation } = await chat.start(credential, draft('hello'));
      const tooLong = chat.send(credential, conversation.id, draft('x'.repeat(8_001)));
      await expectRejection(tooLong, 'request_invalid', 'a message of 8,001 characters');
    },
  },
  {
    name: 'another visitor’s conversation is not found, whoever asks for what',
    holds: async ({ visitor }) => {
      const owner = await visitor();
      const { conversation } = await owner.chat.start(owner.credential, draft('private'));
      for (const stranger of [await visitor(), await visitor(claimOf(somebody()))]) {
        const { chat, credential } = stranger;
        expectEqual(await chat.conversations(credential), [], 'the stranger’s list');
        await expectRejection(chat.messages(credential, conversation.id), 'not_found', 'messages()');
        await expectRejection(chat.send(credential, conversation.id, draft('hi')), 'not_found', 'send()');
        await expectRejection(chat.markRead(credential, conversation.id), 'not_found', 'markRead()');
        const ticket = chat.submitTicket(credential, conversation.id, { subject: 'mine now' });
        await expectRejection(ticket, 'not_found', 'submitTicket()');
      }
      expectEqual((await owner.chat.messages(owner.credential, conversation.id)).length, 1, 'messages');
    },
  },
  {
    name: 'two unverified sessions of one claim do not see each other’s conversations',
    needs: 'fillBlanksOnly',
    holds: async ({ visitor }) => {
      const claim = claimOf(somebody());
      const first = await visitor(claim);
      await first.chat.start(first.credential, draft('mine'));
      const second = await visitor(claim);
      expectEqual(await second.chat.conversations(second.credential), [], 'the second session’s list');
    },
  },
  {
    name: 'an agent’s answer counts as unread until it is read',
    holds: async ({ backend, visitor }) => {
      const { adapter, chat, credential } = await visitor();
      const { conversation } = await chat.start(credential, draft('anybody there?'));
      await backend.answer(conversation.id, 'yes');
      expectEqual(await adapter.unread(credential), 1, 'unread()');
      expectEqual((await chat.conversations(credential))[0]?.unread, 1, 'the conversation’s unread');
      const last = (await chat.messages(credential, conversation.id)).at(-1);
      expectEqual([last?.author, last?.text], ['agent', 'yes'], 'the last message');
      await chat.markRead(credential, conversation.id);
      expectEqual(await adapter.unread(credential), 0, 'unread() after markRead()');
    },
  },
  {
    name: 'a conversation becomes one ticket, however often it is asked for',
    needs: 'tickets',
    holds: async ({ visitor }) => {
      const { chat, credential } = await visitor();
      const { conversation } = await chat.start(credential, draft('it is broken'));
      const form = { subject: 'Broken', email: 'guest@example.com' };
      const [first, again] = await Promise.all([1, 2].map(() => chat.submitTicket(credential, conversation.id, form)));
      expectThat(first && again, 'both calls answer');
      expectEqual([first.subject, first.status], ['Broken', 'open'], 'the ticket');
      expectEqual([again.id, again.number], [first.id, first.number], 'the second answer');
      expectEqual((await chat.conversations(credential))[0]?.ticket?.id, first.id, 'the conversation’s ticket');
    },
  },
  {
    name: 'a ticket without a subject is refused as request_invalid',
    needs: 'tickets',
    holds: async ({ visitor }) => {
      const { chat, credential } = await visitor();
      const { conversation } = await chat.start(credential, draft('hello'));
      const submitted = chat.submitTicket(credential, conversation.id, { subject: ' ' });
      await expectRejection(submitted, 'request_invalid', 'a blank subject');
    },
  },
];

/** Times on the wire have milliseconds; within one, no order is promised. */
async function nextMillisecond(): Promise<void> {
  const before = Date.now();
  while (Date.now() <= before) await new Promise((resolve) => setTimeout(resolve, 1));
}
