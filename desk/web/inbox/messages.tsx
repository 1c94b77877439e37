import type { Message } from 'convot/protocol';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { MessageEmail } from '../../wire/emails.js';
import { LOCALE, texts } from '../locales/index.js';
import { useNow } from '../pieces/clock.js';
import { MessageItem, UnsentItem } from './message.js';
import type { Unsent } from './outbox.js';
import { byDay } from './thread.js';

/** How near its end the log must be to follow new messages, in CSS pixels. */
const NEAR_END_PX = 80;

const DAY_MS = 86_400_000;

interface MessagesProps {
  readonly messages: readonly Message[];
  /** What the visitor's messages are headed with. */
  readonly visitor: string;
  /** What messages that came or left by email have besides their text. */
  readonly emails: readonly MessageEmail[];
  readonly unsent: readonly Unsent[];
  readonly onRetry: (clientId: string) => void;
  readonly onDiscard: (clientId: string) => void;
}

/** The log of a conversation. It follows new messages unless its reader has scrolled up. */
export function Messages({ messages, visitor, emails, unsent, onRetry, onDiscard }: MessagesProps) {
  const { log, isBehind, follow, onScroll } = useFollowing(messages.length, unsent.length, emails);
  const now = useNow();
  return (
    <div class="log-frame">
      <section class="log" ref={log} onScroll={onScroll} role="log" aria-label={texts.conversation.messages}>
        {byDay(messages).map(({ day, messages: ofDay }) => (
          <div key={day}>
            <p class="day">{dayName(day, now)}</p>
            <ul>
              {ofDay.map((message) => (
                <MessageItem
                  key={message.id}
                  message={message}
                  visitor={visitor}
                  email={emails.find(({ message_id }) => message_id === message.id) ?? null}
                />
              ))}
            </ul>
          </div>
        ))}
        {unsent.length > 0 && (
          <ul>
            {unsent.map((message) => (
              <UnsentItem
                key={message.client_id}
                message={message}
                onRetry={() => onRetry(message.client_id)}
                onDiscard={() => onDiscard(message.client_id)}
              />
            ))}
          </ul>
        )}
      </section>
      {isBehind && (
        <button type="button" class="button latest" onClick={follow}>
          {texts.conversation.latest}
        </button>
      )}
    </div>
  );
}

function useFollowing(messages: number, unsent: number, emails: readonly MessageEmail[]) {
  const log = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  const lastUnsent = useRef(unsent);
  const [isBehind, setBehind] = useState(false);
  const follow = () => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
    isAtEnd.current = true;
    setBehind(false);
  };
  useLayoutEffect(() => {
    // What scrolls must be reachable with the keyboard, though it is no control.
    if (log.current) log.current.tabIndex = 0;
  }, []);
  useEffect(() => {
    // A draft above the field takes room from the log: its end stays in sight.
    const watch = new ResizeObserver(() => {
      if (isAtEnd.current) follow();
    });
    if (log.current) watch.observe(log.current);
    return () => watch.disconnect();
  }, []);
  const onScroll = () => {
    if (!log.current) return;
    const { scrollHeight, scrollTop, clientHeight } = log.current;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (isAtEnd.current) setBehind(false);
  };
  useLayoutEffect(() => {
    const isOwn = unsent > lastUnsent.current;
    lastUnsent.current = unsent;
    if (isAtEnd.current || isOwn) follow();
    else setBehind(true);
  }, [messages, unsent]);
  useLayoutEffect(() => {
    // What a mail has besides its text comes a moment after it.
    if (isAtEnd.current) follow();
  }, [emails]);
  return { log, isBehind, follow, onScroll };
}

function dayName(day: string, now: number): string {
  if (day === new Date(now).toDateString()) return texts.conversation.today;
  if (day === new Date(now - DAY_MS).toDateString()) return texts.conversation.yesterday;
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long' }).format(new Date(day));
}
