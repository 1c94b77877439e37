import { MAIL_SUBJECT_CHARS } from './limits.js';
import { plainLine } from './plain.js';

/** What mail programs put before the subject of an answer, some with a count. */
const ANSWER = /^(?:re|aw|antw|sv|vs|ref|rif|r|odp|回复|답장)(?:\[\d{1,3}\])?\s*[:：]\s*/i;

/** A subject without the marks of answers before it. */
export function bareSubject(subject: string): string {
  let bare = plainLine(subject, MAIL_SUBJECT_CHARS);
  while (ANSWER.test(bare)) bare = bare.replace(ANSWER, '');
  return bare;
}

/** The subject of an answer: one `Re:`, however many the mail had. */
export function answerSubject(subject: string): string {
  return plainLine(`Re: ${bareSubject(subject)}`, MAIL_SUBJECT_CHARS);
}
