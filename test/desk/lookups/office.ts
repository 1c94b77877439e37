import { randomUUID } from 'node:crypto';
import { userHash } from 'convot/proof';
import { CHAT_ROUTES, type Claim, personOfClaim, type Session, type Ticket, VISITOR_ROUTES } from 'convot/protocol';
import { secretsOf } from '../../../desk/src/apps/index.js';
import { analysisHandler } from '../../../desk/src/assist/index.js';
import type { Database } from '../../../desk/src/database/index.js';
import { startWorkers, type Workers } from '../../../desk/src/jobs/index.js';
import { lookupHandler } from '../../../desk/src/lookups/index.js';
import type { Model } from '../../../desk/src/model/index.js';
import type { LookupSettingsChange, LookupSettingsPage, TicketLookup } from '../../../desk/wire/lookups.js';
import {
  type Browser,
  createTeam,
  createTestDesk,
  DESK_URL,
  signIn,
  type Team,
  type TestDesk,
} from '../support/desk.js';

/** A whole desk with a team, whose endpoint may be on this machine. */
export interface Office {
  readonly testDesk: TestDesk;
  readonly team: Team;
  readonly owner: Browser;
  readonly member: Browser;
  readonly lookupPath: string;
  /** Changes the settings; fails unless they are taken. */
  set(change: LookupSettingsChange): Promise<LookupSettingsPage>;
  /** A visitor's session; with a claim a signed one. */
  visitor(claim?: Claim): Promise<Session>;
  /** A ticket of a visitor who writes this. */
  ticket(text: string, session?: Session): Promise<Ticket>;
  /** The ticket's lookup as an agent reads it. */
  lookup(ticketId: string): Promise<TicketLookup>;
  /** Starts working on jobs. */
  work(): void;
  /** Stops the workers. */
  stop(): Promise<void>;
}

/** The settings of the seed's own example. */
export const IDENTIFY = 'The account ID is in the body after Account ID: and starts with acct_.';
export const SHOW = 'Show Plan; Status (Active or Inactive); Seats.';

export async function openOffice(database: Pick<Database, 'db'>, model?: Model): Promise<Office> {
  let workers: Workers | null = null;
  const jobs = { wake: () => workers?.wake() };
  const testDesk = createTestDesk(database, { reach: 'public_or_loopback', jobs, ...(model && { model }) });
  const team = await createTeam(testDesk);
  const owner = await signIn(testDesk, team.owner);
  const member = await signIn(testDesk, team.member);
  const lookupPath = `/api/apps/${team.app.id}/lookup`;
  const visitor = async (claim?: Claim) => {
    const signed = claim && { ...claim, user_hash: await hashOf(testDesk, team, claim) };
    const body = signed ? { claim: signed } : {};
    return (await post(testDesk, VISITOR_ROUTES.sessions(team.app.id), body)) as Session;
  };
  return {
    testDesk,
    team,
    owner,
    member,
    lookupPath,
    visitor,
    async set(change) {
      const answer = await owner('PUT', lookupPath, change);
      if (answer.status !== 200) throw new Error(`The settings were refused: ${JSON.stringify(answer.json)}`);
      return answer.json as LookupSettingsPage;
    },
    async ticket(text, session) {
      const { credential } = session ?? (await visitor());
      const message = { client_id: randomUUID(), text };
      const { conversation } = (await post(testDesk, CHAT_ROUTES.conversations, { message }, credential)) as {
        conversation: { id: string };
      };
      return (await post(testDesk, CHAT_ROUTES.ticket(conversation.id), { subject: 'Help' }, credential)) as Ticket;
    },
    lookup: async (id) => (await member('GET', `/api/tickets/${id}/lookup`)).json as TicketLookup,
    work() {
      const { desk } = testDesk;
      workers = startWorkers(desk, { lookup: lookupHandler(desk), analysis: analysisHandler(desk) }, { isAlone: true });
    },
    async stop() {
      await workers?.stop();
      workers = null;
    },
  };
}

async function hashOf({ desk }: TestDesk, { app }: Team, claim: Claim): Promise<string> {
  const [secret] = await secretsOf(desk, app.id, 'verification_secret');
  return userHash(secret?.value ?? '', personOfClaim(claim)?.value ?? '');
}

async function post({ http }: TestDesk, path: string, body: unknown, credential?: string): Promise<unknown> {
  const response = await http.request(`${DESK_URL}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
    },
    body: JSON.stringify(body),
  });
  if (response.status >= 300) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
