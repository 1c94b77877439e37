import { LOOKUP_ANSWER_BYTES, LOOKUP_TIME_MS } from 'convot/protocol';
import type { OutgoingCode, OutgoingStep } from '../../wire/outgoing.js';

const SECONDS = LOOKUP_TIME_MS / 1_000;
const KILOBYTES = LOOKUP_ANSWER_BYTES / 1_024;

/** What to do about a call of the desk that failed, by its code; read by whoever runs the endpoint. */
export const outgoingRemedies: Readonly<Record<OutgoingCode, string>> = {
  url_invalid: 'Enter the full address, as https://api.yourapp.com/support-context, without spaces.',
  not_https: 'Only https:// addresses are called. Put a certificate on the endpoint and enter its https:// address.',
  credentials_in_url: 'Take the user name and password out of the address. The secret belongs into the token field.',
  port_not_allowed:
    'This port belongs to another service, as mail or SSH. Serve the endpoint on 443 or another web port.',
  request_invalid:
    'A header has a line break or a character that headers can’t have. Enter the token and headers again.',
  host_not_public:
    'The address leads into a private network or to the desk’s own machine. Use a host that the whole internet can reach.',
  dns_failed: 'The host name has no address. Check its spelling and its A and AAAA records.',
  connect_failed:
    'Nothing answered at this host and port. Check that the server runs and its firewall lets the desk in.',
  tls_failed:
    'The certificate is expired, made for another host, or signed by nobody known, or TLS is older than 1.2. Renew it with the whole chain.',
  timeout: `The whole call took longer than ${SECONDS} seconds. Answer sooner: look at the step where it ended.`,
  aborted: 'The desk gave the call up, because it stops or the page was left. Try again.',
  redirect: 'The endpoint redirects, and redirects are not followed. Enter the address to which it leads.',
  status:
    'The endpoint answered with an error status. 401 means another token; for an unknown customer answer 200 with {}.',
  encoding: 'The answer is compressed, though the desk forbids it. Send it plainly when Accept-Encoding says identity.',
  too_large: `The answer must be under ${KILOBYTES} KB. Return the fewest fields that agents need.`,
  not_json: 'The answer must be a JSON text with the Content-Type application/json, or a type with +json.',
  header_too_large: 'The headers of the answer are larger than 16 KB. Take out cookies and debugging headers.',
  response_invalid: 'What answered does not speak HTTP/1.1 rightly. Check the port and any proxy before the endpoint.',
  response_cut: 'The connection ended before the answer did. Look for a crash or a time limit in the endpoint’s log.',
};

/** The parts of a call, as the test panel names them beside their times. */
export const outgoingSteps: Readonly<Record<OutgoingStep, string>> = {
  request: 'Request',
  dns: 'Name lookup',
  connect: 'Connection',
  tls: 'TLS',
  headers: 'Waiting for the answer',
  body: 'Reading the answer',
};
