import { ConvotError, type Message, type MessageDraft } from 'convot/protocol';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../desk/web/inbox/outbox.js';
import { byDay, stillUnsent, withConversation, withMessage } from '../../desk/web/inbox/thread.js';
import { conversation, message, page } from './samples.js';

const ids = (messages: readonly { readonly id: string }[]) => messages.map(({ id }) => id);

describe('a conversation', () => {
  it('shows a message once, in the order in which the desk took it in', () => {
    const start = page([message('a', 1), message('c', 3)]);
    const all = [message('b', 2), message('c', 3), message('d', 4)].reduce(withMessage, start);
    expect(ids(all.messages)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes up its own row, a new one of the same contact, and no other', () => {
    const own = withConversation(page([]), conversation('one', 9, { unread: 3 }));
    expect(own.conversation.unread).toBe(3);
    expect(ids(withConversation(page([]), conversation('newer', 9)).history)).toEqual(['newer', 'old']);
    const stranger = conversation('other', 9);
    const other = { ...stranger, contact: { ...stranger.contact, app_contact_id: 'ac2' } };
    expect(withConversation(page([]), other)).toEqual(page([]));
  });

  it('stands under the days on which it was written', () => {
    const days = byDay([message('a', 0), message('b', 1), message('c', 3 * 24 * 60)]);
    expect(days.map(({ messages }) => ids(messages))).toEqual([['a', 'b'], ['c']]);
  });
});

/** An outbox before a desk that fails as often as told. */
function outboxWith(failures: number) {
  const sent: MessageDraft[] = [];
  let left = failures;
  const send = async (_: string, draft: MessageDraft): Promise<Message> => {
    sent.push(draft);
    if (left-- > 0) throw new ConvotError('offline');
    return message(`m${sent.length}`, 9, { author: 'agent', text: draft.text });
  };
  let next = 0;
  return { outbox: new Outbox(send, () => `id${next++}`), sent };
}

describe('the outbox', () => {
  it('empties the composer at once and holds the message until the desk has it', async () => {
    const { outbox } = outboxWith(0);
    outbox.setDraft('one', '  Hello  ');
    const sending = outbox.sendDraft('one', 'a');
    expect(outbox.of('one')).toEqual({
      draft: '',
      unsent: [{ client_id: 'id0', text: 'Hello', state: 'sending', after: 'a' }],
    });
    expect((await sending)?.text).toBe('Hello');
    expect(outbox.of('one').unsent).toEqual([]);
  });

  it('sends nothing that is empty', async () => {
    const { outbox, sent } = outboxWith(0);
    outbox.setDraft('one', ' \n ');
    expect(await outbox.sendDraft('one', null)).toBeNull();
    expect(sent).toEqual([]);
  });

  it('keeps a message that failed and sends it again under the same id', async () => {
    const { outbox, sent } = outboxWith(1);
    outbox.setDraft('one', 'Hello');
    expect(await outbox.sendDraft('one', null)).toBeNull();
    expect(outbox.of('one').unsent[0]?.state).toBe('failed');
    expect((await outbox.retry('one', 'id0'))?.text).toBe('Hello');
    expect(sent.map(({ client_id }) => client_id)).toEqual(['id0', 'id0']);
    expect(outbox.of('one').unsent).toEqual([]);
  });

  it('keeps the drafts of conversations apart, and tells each change', () => {
    const { outbox } = outboxWith(0);
    let changes = 0;
    const stop = outbox.onChange(() => {
      changes += 1;
    });
    outbox.setDraft('one', 'for one');
    stop();
    outbox.setDraft('two', 'for two');
    expect(changes).toBe(1);
    expect([outbox.of('one').draft, outbox.of('two').draft]).toEqual(['for one', 'for two']);
  });

  it('hides a message that the stream has already brought, once for each', () => {
    const unsent = ['id0', 'id1'].map((client_id) => ({
      client_id,
      text: 'Hi',
      state: 'sending' as const,
      after: 'a',
    }));
    const before = message('z', 0, { author: 'agent', text: 'Hi' });
    const arrived = message('b', 2, { author: 'agent', text: 'Hi' });
    expect(stillUnsent(unsent, [before, message('a', 1)])).toHaveLength(2);
    expect(stillUnsent(unsent, [before, message('a', 1), arrived])).toHaveLength(1);
    expect(stillUnsent(unsent, [message('a', 1), { ...arrived, author: 'visitor' }])).toHaveLength(2);
  });
});
