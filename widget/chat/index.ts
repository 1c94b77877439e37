import type { ChatHost, ChatView } from '../../src/protocol/index.js';
import { hostOf } from './host.js';
import { mount } from './mount.js';

/** Puts the chat into the page, hidden, in a shadow root of its own. */
export async function mountChat(client: ChatHost): Promise<ChatView> {
  return mount(hostOf(client, await client.options.adapter.chat()));
}
