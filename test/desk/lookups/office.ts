import { randomUUID } from 'node:crypto';
import { userHash } from 'convot/proof';
import { CHAT_ROUTES, type Claim, personOfClaim, type Session, type Ticket, VISITOR_ROUTES } from 'convot/protocol';
import { createApp, secretsOf } from '../../../desk/src/apps/index.js';
import { analysisHandler } from '../../../desk/src/assist/index.js';
import type { Database } from '../../../desk/src/database/index.js';
import { organisationScope } from '../../../desk/src/events/index.js';
import { startWorkers, type Workers } from '../../../desk/src/jobs/index.js';
import { lookupHandler } from '../../../desk/src/lookups/index.js';
import type { Model } from '../../../desk/src/model/index.js';
import type { LookupSettingsChange, LookupSettingsPage, TicketLookup } from '../../../desk/wire/lookups.js';
import {
  type Browser,
  browserOf,
  cookieOf,
  createTeam,
  createTestDesk,
  DESK_URL,
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
  /** The same, once so many runs have ended. @defaultValue 1 */
  finished(ticketId: string, runs?: number): Promise<TicketLookup>;
  /** Starts working on jobs. */
  work(): void;
  /** Stops the workers. */
  stop(): Promise<void>;
}

/** The settings of the seed's own example. */
export const IDENTIFY = 'The account ID is in the body after Account ID: and starts with acct_.';
export const SHOW = 'Show Plan; Status (Active or Inactive); Seats.';

/** A team that is signed in, for several offices. */
export interface Staff {
  readonly team: Team;
  readonly cookies: { readonly owner: string; readonly member: string };
}

export async function hireStaff(database: Pick<Database, 'db'>): Promise<Staff> {
  const testDesk = createTestDesk(database);
  const team = await createTeam(testDesk);
  const [owner, member] = [await cookieOf(testDesk, team.owner), await cookieOf(testDesk, team.member)];
  return { team, cookies: { owner, member } };
}

/** @param staff - whose organisation gets another app for this office. @defaultValue a team of its own */
export async function openOffice(database: Pick<Database, 'db'>, model?: Model, staff?: Staff): Promise<Office> {
  let workers: Workers | null = null;
  const jobs = { wake: () => workers?.wake() };
  const testDesk = createTestDesk(database, { reach: 'public_or_loopback', jobs, ...(model && { model }) });
  const { team, cookies } = staff ? await withOwnApp(testDesk, staff) : await hireStaff(database);
  const owner = browserOf(testDesk, cookies.owner);
  const member = browserOf(testDesk, cookies.member);
  const lookupPath = `/api/apps/${team.app.id}/lookup`;
  const visitor = async (claim?: Claim) => {
    const signed = claim && { ...claim, user_hash: await hashOf(testDesk, team, claim) };
    const body = signed ? { claim: signed } : {};
    return (await post(testDesk, VISITOR_ROUTES.app(team.app.id, 'sessions'), body)) as Session;
  };
  const lookup = async (id: string) => (await member('GET', `/api/tickets/${id}/lookup`)).json as TicketLookup;
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
    lookup,
    async finished(ticketId, runs = 1) {
      for (;;) {
        const told = next(testDesk, team.organisationId);
        const known = await lookup(ticketId);
        if (known.history.filter(({ result }) => result).length >= runs) return known;
        await told;
      }
    },
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

/** Resolves with the next thing that the organisation is told. */
function next({ desk }: TestDesk, organisationId: string): Promise<void> {
  return new Promise((resolve) => {
    const end = desk.bus.subscribe(organisationScope(organisationId), () => {
      end();
      resolve();
    });
  });
}

async function withOwnApp({ desk }: TestDesk, { team, cookies }: Staff): Promise<Staff> {
  const actor = { userId: null, organisationId: team.organisationId };
  return { team: { ...team, app: await createApp(desk, actor, { name: 'Shop' }) }, cookies };
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
