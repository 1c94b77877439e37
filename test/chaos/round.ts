import type { ProvisionedApp } from '@convot/desk';
import { sealToken, userHash } from 'convot/proof';
import type { Claim } from '../../src/index.js';
import type { Answer, ChaosDesk, Write } from './desk.js';
import type { Device } from './device.js';
import type { Delivery, Gateway } from './gateway.js';
import { judge } from './judge.js';
import type { KillPlan, LifePlan, Person, RoundPlan } from './plan.js';
import type { Site } from './site.js';
import { createWatch, type Seen } from './watch.js';

/** Where rounds take place. */
export interface World {
  readonly desk: ChaosDesk;
  readonly gateway: Gateway;
  readonly site: Site;
}

/** All that was seen of a round. */
export interface RoundRecord extends Seen {
  readonly plan: RoundPlan;
  /** Each person's `external_id` in this round. */
  readonly ids: Readonly<Record<Person, string>>;
  readonly deliveries: readonly Delivery[];
  readonly answers: readonly Answer[];
  readonly writes: readonly Write[];
  /** What the profile still holds, as text. */
  readonly disk: string;
  /** Whether all that the last tabs waited for came to an end in time. */
  readonly isDrained: boolean;
}

/** How long a killed life waits for its moment, and a life without a kill for its last delivery, in milliseconds. */
const MOMENT_LIMIT_MS = 2_500;
const DRAIN_LIMIT_MS = 20_000;
const POLL_MS = 50;
const TOKEN_LIFE_S = 600;

/**
 * Plays a round on a device.
 *
 * @param drainLimitMs - how long the last tabs may take to deliver everything.
 */
export async function playRound(
  plan: RoundPlan,
  device: Device,
  world: World,
  drainLimitMs = DRAIN_LIMIT_MS,
): Promise<RoundRecord> {
  const { desk, gateway, site } = world;
  const app = await desk.app(`${device.browser} ${plan.seed} ${Date.now()}`);
  const ids = { ada: `ada-${plan.seed}`, grace: `grace-${plan.seed}` };
  const watch = createWatch(plan);
  site.listen(watch.hear);
  gateway.onMoment = watch.note;
  gateway.begin();

  let isDrained = true;
  let late = 0;
  for (const [life, lifePlan] of plan.lives.entries()) {
    const proof = await proofOf(app, ids[lifePlan.person], lifePlan);
    const addresses = lifePlan.tabs.map((steps, tab) => site.show({ app: app.id, life, tab, steps, ...proof }));
    gateway.fates = [...lifePlan.fates];
    gateway.life = life;
    watch.begin(life);
    late = performance.now() + drainLimitMs;
    if (lifePlan.kill) await untilKilled(lifePlan.kill, addresses);
    else isDrained = (await untilDone(life, addresses)) && isDrained;
    gateway.fates = [];
  }
  for (;;) {
    const record = await look();
    const isAsItShould = judge(record).violations.length === 0;
    if (isAsItShould || performance.now() > late) {
      await device.closeTabs();
      return record;
    }
    await pause(POLL_MS);
  }

  /** The round as it stands. */
  async function look(): Promise<RoundRecord> {
    const disk = await site.disk();
    await gateway.settled();
    return {
      plan,
      ids,
      ...watch.seen,
      deliveries: gateway.deliveries(),
      answers: await desk.answers(app.id),
      writes: await desk.writes(app.id),
      disk,
      isDrained,
    };
  }

  async function untilKilled({ moment, nth, thenMs }: KillPlan, addresses: readonly string[]): Promise<void> {
    const came = watch.until(moment, nth).then(() => (thenMs > 0 ? pause(thenMs) : undefined));
    // A tab may be killed while it opens.
    const opened = device.openTabs(addresses).catch(() => {});
    const isTooLate = opened.then(() => Promise.race([watch.until('done', addresses.length), pause(MOMENT_LIMIT_MS)]));
    await Promise.race([came, isTooLate]);
    await device.kill();
    watch.say('killed');
    await opened;
  }

  /** @returns whether everything came to its end in time. */
  async function untilDone(life: number, addresses: readonly string[]): Promise<boolean> {
    const done = watch.until('done', addresses.length).then(() => true);
    await device.openTabs(addresses);
    const isDone = await Promise.race([done, pause(drainLimitMs).then(() => false)]);
    if (life < plan.lives.length - 1) await device.closeTabs();
    return isDone;
  }
}

/** How a page of this life proves who it is. */
async function proofOf(app: ProvisionedApp, id: string, { way }: LifePlan) {
  if (way === 'token') {
    const payload = { userDetail: { id } };
    return { claim: null, token: () => sealToken(payload, { key: app.identityKey, lifetime: TOKEN_LIFE_S }) };
  }
  const claim: Claim = {
    external_id: id,
    ...(way === 'hash' && { user_hash: await userHash(app.verificationSecret, id) }),
  };
  return { claim, token: null };
}

/** Keeps no process alive: what it waits for does. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
