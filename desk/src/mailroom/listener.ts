import { BlockList, isIP } from 'node:net';
import type { EmailListenerState } from '../../wire/emails.js';
import type { Desk } from '../desk.js';
import { EmailError, type EmailListener, type ListenerOptions, listenForEmail } from '../email/index.js';
import { storeEmail } from './receive.js';
import { appsOfInboxes } from './settings.js';

/** How to take mail over SMTP. */
export interface MailListenerOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly host: string;
  /** The name in its greeting. */
  readonly name: string;
  /**
   * The IP addresses and networks, as `10.0.0.0/8`, that may connect. Everybody when it is empty: then no verdict in a
   * mail is believed, because its sender may have written it.
   */
  readonly allow: readonly string[];
  readonly tls?: ListenerOptions['tls'] | undefined;
}

/** A listener that runs, and what the owner is told of it. */
export interface MailListener {
  readonly state: EmailListenerState;
  readonly close: EmailListener['close'];
}

/**
 * Takes mail over SMTP for the inboxes of the desk's apps.
 *
 * @throws EmailError `listener_unusable`
 */
export async function startMailListener(
  desk: Pick<Desk, 'db' | 'clock' | 'jobs' | 'log'>,
  { port, host, name, allow, tls }: MailListenerOptions,
): Promise<MailListener> {
  const isLimited = allow.length > 0;
  const listener = await listenForEmail({
    port,
    host,
    name,
    ...(tls && { tls }),
    ...(isLimited && { allowsClient: allowing(allow) }),
    hasInbox: async (address) => (await appsOfInboxes(desk.db, [address])).size > 0,
    store: async (received) => {
      const apps = await appsOfInboxes(desk.db, received.envelope.to);
      // Switched off since the recipient was accepted: its sender is asked to come again.
      if (apps.size === 0) throw new Error('No inbox takes this mail any more.');
      const destinations = [...apps].map(([appId, inbox]) => ({ appId, inbox }));
      await storeEmail(desk, received, { via: 'smtp', isGuarded: isLimited }, destinations);
    },
    log: desk.log,
  });
  const state = { port: listener.port, host, has_tls: tls !== undefined, is_limited: isLimited };
  return { state, close: listener.close };
}

/** @throws EmailError `listener_unusable` */
function allowing(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    try {
      if (bits === undefined) list.addAddress(address, family);
      else list.addSubnet(address, Number(bits), family);
    } catch (cause) {
      throw new EmailError(
        'listener_unusable',
        'CONVOT_SMTP_ALLOW must name IP addresses and networks, as 192.0.2.7,10.0.0.0/8.',
        { cause },
      );
    }
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
