import { describeTime } from 'convot/context';
import { LOCALE } from '../locales/index.js';
import { useNow } from './clock.js';

/** A moment, relative in the text and absolute in the title. */
export function When({ at }: { readonly at: string }) {
  const time = describeTime(at, useNow(), LOCALE);
  if (!time) return null;
  return (
    <time dateTime={at} title={time.absolute}>
      {time.relative}
    </time>
  );
}
