export { answerAddress, asciiDomain, canonicalAddress } from './addresses.js';
export { type Answer, composeAnswer, type OutgoingEmail } from './compose.js';
export { EmailError, type EmailErrorCode, type EmailFault, type EmailFaultCode } from './errors.js';
export { type InboundPostOptions, readInboundPost } from './inbound-post.js';
export { MAIL_BYTES } from './limits.js';
export { type EmailListener, type ListenerOptions, listenForEmail } from './listen.js';
export { parseEmail } from './parse.js';
export {
  createSender,
  type EmailSender,
  SendError,
  type SendErrorCode,
  type SenderOptions,
  type Sending,
} from './send.js';
export { SPAM_HEADER_NAMES, type SpamHeader, spamVerdict } from './spam.js';
export { answerSubject, bareSubject } from './subject.js';
export { newMessageId, type ThreadKey, threadKey } from './threading.js';
export { claimedAddress, type SenderTrust, senderTrust, type UnconfirmedReason } from './trust.js';
export type {
  DeliveryReport,
  EmailAttachment,
  EmailOrigin,
  HeaderField,
  IncomingEmail,
  Mailbox,
  ReceivedEmail,
} from './types.js';
