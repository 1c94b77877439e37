import type {
  FetchAnswer,
  FetchPort,
  LookupJob,
  LookupPorts,
  OutgoingRequest,
} from '../../../desk/src/lookups/index.js';
import type { Usage } from '../../../desk/src/model/index.js';
import type { LookupSettings } from '../../../desk/wire/lookups.js';

/** Must turn up nowhere but in the request's own header. */
export const TOKEN = 'canary-token-5f1e0c';

export const CUSTOMER = {
  type: 'customer',
  plan: 'Pro',
  status: 'active',
  seats: 5,
  mrr: 49,
  signedUpAt: '2025-09-01',
  links: [{ label: 'View in admin', url: 'https://admin.shop.example/c/1' }],
};

export function settings(over: Partial<LookupSettings> = {}): LookupSettings {
  return {
    enabled: true,
    method: 'GET',
    url: 'https://api.shop.example/support-context',
    parameter: 'id',
    token_configured: true,
    identify: 'The account ID is in the body after Account ID: and starts with acct_.',
    show: 'Show Plan; Status (Active or Inactive); Seats; Monthly revenue.',
    ...over,
  };
}

export function job(over: Partial<LookupJob> = {}): LookupJob {
  return {
    settings: settings(),
    secrets: { token: TOKEN },
    isInPlan: true,
    mail: { subject: 'Invoice', body: 'Hello,\nAccount ID: acct_12ab34cd\nThanks' },
    sender: { email: 'ana@shop.example', externalId: null, verified: [] },
    ...over,
  };
}

/** An answer of the endpoint. */
export function answered(body: unknown, status = 200, contentType = 'application/json'): FetchAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { ok: true, status, contentType, body: new TextEncoder().encode(text) };
}

/** Ports that note what they are used for. */
export interface Ports extends LookupPorts {
  readonly sent: OutgoingRequest[];
  readonly spent: Usage[];
}

export function ports(
  over: Partial<LookupPorts> = {},
  answer: FetchAnswer | (() => FetchAnswer) = answered(CUSTOMER),
): Ports {
  const sent: OutgoingRequest[] = [];
  const spent: Usage[] = [];
  const fetch: FetchPort = async (request) => {
    sent.push(request);
    return typeof answer === 'function' ? answer() : answer;
  };
  const credits = { left: async () => true, spend: (usage: Usage) => void spent.push(usage) };
  return { fetch, model: null, credits, sent, spent, ...over };
}
