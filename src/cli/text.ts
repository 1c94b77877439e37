// Everything that the command says, in English. Nothing here ever holds a secret or a value of an answer.
import type { RuleName } from './findings.js';

export const USAGE = `convot: keys for a backend, and checks of its two endpoints

  npx convot keygen [encryption-key | verification-secret | bearer-token | signing-secret] [--json]
      New secrets, as lines for an environment file.

  npx convot check identity URL --key-env NAME [options]
      The identity endpoint (Megadesk), against every rule that a desk holds it to.
      --key-env NAME      the environment variable that holds the encryption key
      --cookie-env NAME   the variable that holds the cookie header of a logged-in session, as session=...
      --cookie HEADER     the same as text; other users of the machine can read it while the command runs
      --app APP_ID        the app's id, to which the token's aud is compared

  npx convot check context URL --token-env NAME --id IDENTIFIER [options]
      The Customer Context endpoint (ElkDesk), against every rule that a desk holds it to.
      --token-env NAME    the environment variable that holds the bearer token
      --id IDENTIFIER     one that your endpoint knows
      --unknown-id ID     one that it does not know; made up when left out
      --parameter NAME    the identifier parameter of the settings; id when left out
      --method METHOD     GET or POST; GET when left out
      --signing-env NAME  the variable that holds the signing secret, if your endpoint asks for signatures

  --json     a report for programs        --strict   hints count as broken rules
  --help     this page                    --version  the version of this package

Localhost and plain http on it are allowed here. Secrets come by environment variables alone and are never printed.
Exit code: 0 every rule is kept, 1 a rule is broken, 2 the command was used wrongly.`;

/** How a secret of {@link keygen} is introduced in an environment file. */
export const SECRETS = {
  'encryption-key': {
    variable: 'CONVOT_ENCRYPTION_KEY',
    says: 'Encryption key (32 hex characters): seals identity tokens. Your identity endpoint and the desk hold it.',
  },
  'verification-secret': {
    variable: 'CONVOT_VERIFICATION_SECRET',
    says: 'Verification secret (64 hex characters): signs user_hash. Your server and the desk hold it, never a page.',
  },
  'bearer-token': {
    variable: 'ELKDESK_SUPPORT_TOKEN',
    says: 'Bearer token (43 characters): opens your Customer Context endpoint. Your server and the desk hold it.',
  },
  'signing-secret': {
    variable: 'CONVOT_SIGNING_SECRET',
    says: 'Signing secret (64 hex characters), if your endpoint asks for signatures. Your server and the desk hold it.',
  },
} as const;

export const KEYGEN_NOTE =
  'A desk that shows you a key or secret of its own for your app (Settings) wins: copy that one instead.';

/** Wrong use of the command: exit code 2. */
export const WRONG_USE = {
  command: 'There are two commands: keygen and check.',
  keygen: `keygen makes all four secrets, or one of ${Object.keys(SECRETS).join(', ')}.`,
  endpoint: 'check takes identity or context, and then the address of the endpoint.',
  url: 'The address must be an absolute one, as https://www.example.com/api/megadesk-identity.',
  secretArgument:
    'Secrets are not taken as arguments, where other users of the machine can read them: set an environment',
  secretArgumentRest: 'variable and give its name with --key-env, --token-env, --signing-env or --cookie-env.',
  option: (name: string) => `The option ${name} is unknown here, or its value is missing.`,
  missing: (option: string) => `${option} is missing.`,
  empty: (option: string) => `The environment variable that ${option} names is not set, or is empty.`,
  method: '--method takes GET or POST.',
  identifier: '--id and --unknown-id take what a desk sends: letters, digits and ._@:-, at most 256 of them.',
  cookies: 'Give --cookie or --cookie-env, not both.',
  help: 'See npx convot --help.',
} as const;

/** Each rule as it stands when it is kept, and what to do when it is not. */
export const RULES: Readonly<Record<RuleName, { readonly says: string; readonly remedy: string }>> = {
  https: {
    says: 'The address is https (plain http only on localhost)',
    remedy: 'Serve the endpoint over https; desks and browsers refuse plain http.',
  },
  clean_address: {
    says: 'The address carries no user name and no password',
    remedy: 'Take the credentials out of the address: secrets travel in headers.',
  },
  public: {
    says: 'The host is one that a desk can reach over the internet',
    remedy: 'Deploy it under a public host name before you enter the address in the desk.',
  },
  reached: {
    says: 'It answers within 5 seconds',
    remedy: 'Is the address right and the server running? Do one indexed query and nothing else on this path.',
  },
  no_redirect: {
    says: 'It answers itself, without a redirect',
    remedy: 'Enter the final address; let neither a login page nor a trailing slash redirect it.',
  },
  status: {
    says: 'It answers 200',
    remedy: 'Read the server log of this request; with the route helpers, onError gets the fault.',
  },
  json: {
    says: 'It answers JSON, and Content-Type says so',
    remedy: 'Send Content-Type: application/json (or a +json type) and a body that parses.',
  },
  size: {
    says: 'The answer is smaller than 64 KB',
    remedy: 'Return the few fields that agents need.',
  },
  identity_shape: {
    says: 'The body is { "identity": <token or null> }',
    remedy: 'Return an object with the field identity: the sealed token as text, or null.',
  },
  identity_no_store: {
    says: 'No cache may keep it (Cache-Control: no-store)',
    remedy: "Send Cache-Control: no-store, or one person's token may be handed to the next.",
  },
  logged_out: {
    says: 'A visitor without a session gets { "identity": null }',
    remedy: 'Return { identity: null } with status 200 when nobody is logged in; never a default person.',
  },
  logged_in: {
    says: 'A logged-in session gets a token',
    remedy: 'Copy the cookie header of a session that is logged in now; is it read from this request?',
  },
  cross_site: {
    says: "Another site's page gets no token",
    remedy: 'Refuse requests with Sec-Fetch-Site: cross-site (identityRoute does), and allow no foreign Origin.',
  },
  token_size: { says: 'The token has at most 16 KB', remedy: 'Put fewer or shorter fields into it.' },
  token_format: {
    says: 'The token is a compact JWE of five parts',
    remedy: 'Return what EncryptJWT.encrypt() or sealToken() returned, unchanged.',
  },
  token_algorithm: {
    says: 'The token is encrypted with dir and A128GCM, uncompressed',
    remedy: 'Set the protected header { alg: "dir", enc: "A128GCM" } and nothing else but kid.',
  },
  token_key: {
    says: 'The token opens with the encryption key',
    remedy: 'Is it the key of this app, decoded from hex (Buffer.from(key, "hex")) and not used as text?',
  },
  token_times: {
    says: 'The token has iat and exp, and is valid now',
    remedy: 'Call setIssuedAt() and setExpirationTime("1h") at each request, and set the clock of the server.',
  },
  token_lifetime: {
    says: 'The token expires at most one hour after it was issued',
    remedy: 'Set the expiry to one hour or less; a desk takes no token older than that.',
  },
  token_audience: {
    says: 'The token is meant for this app, when it names one (aud)',
    remedy: 'Set aud to the id of this app, or leave it out.',
  },
  token_payload: {
    says: 'userDetail and integrations are objects',
    remedy: 'Seal { userDetail: { ... }, integrations: { ... } }; either may be left out.',
  },
  token_roots: {
    says: 'Every field lies under userDetail or integrations',
    remedy: 'Move the other fields under userDetail: a desk ignores them where they are.',
  },
  token_person: {
    says: 'The token says who it is (userDetail.id, sub or userDetail.email)',
    remedy: 'Add userDetail.id, so that the conversation is found again from every device.',
  },
  recommended_email: {
    says: 'userDetail.email is there',
    remedy: 'Add it: it is shown in the ticket list and chat history, and nobody asks for it again.',
  },
  recommended_name: { says: 'userDetail.name is there', remedy: 'Add it: it stands beside the email address.' },
  recommended_stripe: {
    says: 'integrations.stripe.customerId is there',
    remedy: 'Add it if you use Stripe: refunds and subscription actions need it.',
  },
  object: { says: 'The body is a JSON object', remedy: 'Return an object, not an array, text or null.' },
  known: {
    says: 'The identifier of --id gets facts',
    remedy: 'Is there such a customer, and does your format check let the identifier through?',
  },
  unknown: {
    says: 'An unknown identifier gets 200 and {}',
    remedy: 'Return an empty object with status 200 for an unknown identifier, not a 404.',
  },
  missing: {
    says: 'A request without an identifier gets 200 and {}',
    remedy: 'Return an empty object with status 200 when the identifier is missing.',
  },
  format: {
    says: 'Identifiers of a strange form get {} or a 400, and no query',
    remedy: "Check the identifier's format before you look it up, and use parameterised queries.",
  },
  bearer_missing: {
    says: 'A request without the bearer token gets 401',
    remedy: 'Check the Authorization header first, on every request, and answer 401 without it.',
  },
  bearer_wrong: {
    says: 'A wrong bearer token gets 401',
    remedy: 'Compare the whole token, in constant time, and answer 401.',
  },
  signature: {
    says: 'A request without the right signature gets 401',
    remedy: 'Give contextRoute the signingSecret, or call verifySignature before anything else.',
  },
  context_no_store: {
    says: 'No cache may keep it (Cache-Control: no-store)',
    remedy: "Send Cache-Control: no-store: the facts are one person's.",
  },
  no_secrets: {
    says: 'No field is named like a secret',
    remedy: 'Return the least that agents need: no password hashes, tokens or card numbers.',
  },
  links: {
    says: 'links, when there, is a list of { label, url } with http or https addresses',
    remedy: 'Give each link a label and an absolute http or https url; others are dropped.',
  },
};

/** Why a rule is broken, or was not checked. Only statuses, counts and names of fields are quoted. */
export const REASONS = {
  plainHttp: 'it is plain http',
  credentials: 'it names a user',
  local: 'not checked: it is this machine, which is fine for this check alone',
  private: 'it is a name or an address of a private network',
  notAsked: 'not checked: no secret is sent to such an address',
  late: (seconds: number) => `there was no whole answer after ${seconds} s`,
  network: (code: string) => `the connection failed (${code})`,
  answered: (status: number) => `it answered ${status}`,
  answeredBody: (status: number) => `it answered ${status} with another body`,
  type: 'Content-Type names another type, or none',
  notJson: 'the body does not parse',
  tooLarge: 'reading was stopped at 64 KB',
  shape: 'the field identity is missing, or is neither text nor null',
  cacheable: 'Cache-Control does not say no-store',
  token: 'it got a token',
  noToken: 'it got identity: null',
  readable: "a token was sent, and Access-Control-Allow-Origin lets the other site's page read it",
  unreadable: 'a token was sent; only the browser keeps the page from reading it',
  lifetime: (seconds: number) => `it expires ${seconds} s after it was issued`,
  fields: (names: string) => `there is ${names}`,
  absent: 'it is missing',
  empty: 'it got {}',
  facts: 'it got facts',
  links: 'another shape was found',
  notReached: 'not checked: the endpoint gave no usable answer before',
  noCookie: 'not checked: give --cookie-env or --cookie',
  noTokenToOpen: 'not checked: no token was sent',
  tokenUnopened: 'not checked: the token broke an earlier rule',
  noApp: 'not checked: give --app',
} as const;

export const MARKS = { kept: '✓', broken: '✗', hint: '!', unchecked: '–' } as const;

export const REMEDY_MARK = '→';

export const SUMMARY = ({ kept, broken, hint, unchecked }: Readonly<Record<keyof typeof MARKS, number>>) =>
  `${kept} kept, ${broken} broken, ${hint} ${hint === 1 ? 'hint' : 'hints'}, ${unchecked} not checked`;

export const UNEXPECTED = (name: string) => `convot failed by itself (${name}); that is a fault of ours.`;
