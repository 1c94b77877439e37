import type { Violation } from './oracle.js';
import { claimOf } from './people.js';
import type { Happening, Schedule } from './schedule.js';
import { createTabs, type Tabs } from './tabs.js';
import { createWorld, type World, type WorldOptions } from './world.js';

/** What a run came to. */
export interface Outcome {
  readonly violation: Violation | null;
  readonly counts: ReadonlyMap<string, number>;
}

/** How long everybody gets to come to rest, in milliseconds of virtual time. */
const REST_MS = 20 * 60_000;

/** Runs one schedule from its first page load until nothing of anybody remains. */
export async function simulate(schedule: Schedule, options: WorldOptions): Promise<Outcome> {
  const world = await createWorld(schedule, options);
  const tabs = createTabs(world);
  const onRejection = (error: unknown) => world.oracle.violate('no exception escapes', `a rejection: ${error}`);
  process.on('unhandledRejection', onRejection);
  try {
    for (const step of schedule.steps) {
      await happen(step, world, tabs);
      await world.timeline.pass(step.thenMs);
    }
    await comeToRest(world, tabs);
    for (const difference of await world.desk.differences()) world.oracle.violate('the desk as the model', difference);
  } catch (error) {
    world.oracle.violate('the run comes to an end', String(error));
  } finally {
    process.off('unhandledRejection', onRejection);
    for (const page of tabs.all()) page.kill();
  }
  return { violation: world.oracle.violations[0] ?? null, counts: world.counts };
}

async function happen(step: Happening, world: World, tabs: Tabs): Promise<void> {
  const { network, site, storage, people, desk } = world;
  world.count(step.do);
  world.trace(`-- ${JSON.stringify(step)}`);
  switch (step.do) {
    case 'identify': {
      const human = people[step.who];
      if (!human) return;
      tabs.open(step.tab);
      return tabs.identify(step.tab, human, await claimOf(human, step.by, step.proof, desk.notary), step.proof);
    }
    case 'data':
      tabs.open(step.tab);
      return tabs.identify(step.tab, null, null, 'none');
    case 'reset':
      return void checkedReset(world, tabs, step.tab);
    case 'open':
      return tabs.open(step.tab);
    case 'close':
      return tabs.close(step.tab);
    case 'crash':
      return tabs.crash(step.tab);
    case 'reload':
      tabs.close(step.tab);
      return tabs.open(step.tab);
    case 'recreate':
      return tabs.recreate(step.tab);
    case 'freeze':
      return tabs.freeze(step.tab, false);
    case 'intoCache':
      return tabs.freeze(step.tab, true);
    case 'thaw':
    case 'outOfCache':
      return tabs.thaw(step.tab);
    case 'look':
      return tabs.running(step.tab)?.dispatch('visibilitychange');
    case 'login':
      site.loggedIn = people[step.who] ?? null;
      site.lifeS = step.lifeS;
      return;
    case 'logout':
      site.loggedIn = null;
      return;
    case 'offline':
      network.isOffline = true;
      return;
    case 'online':
      network.isOffline = false;
      return tellAll(tabs, 'online');
    case 'requests':
      network.fates.push(...step.fates);
      return;
    case 'endpoint':
      site.mode = step.mode;
      return;
    case 'storage':
      storage.mode = step.mode;
      if (step.mode !== 'works') world.count(`storage ${step.mode}`);
      return;
    case 'connectionsLost':
      return storage.loseConnections();
    case 'clock':
      world.clockMs += step.byMs;
      return world.oracle.clockJumped();
    case 'revoked':
      return desk.revokeAll();
    case 'wait':
      return world.timeline.pass(step.ms);
    case 'sleep':
      world.sleptMs += step.ms;
      return;
  }
}

function tellAll(tabs: Tabs, name: string): void {
  for (const page of tabs.all()) page.dispatch(name);
}

/** A reset, and the look at the disk when it says that it is done. */
async function checkedReset(world: World, tabs: Tabs, tab: number): Promise<void> {
  const { oracle, storage, desk } = world;
  if (!tabs.running(tab)) return;
  const before = oracle.records.length;
  const secrets = [...desk.secrets];
  await tabs.reset(tab);
  // A tab that lost its storage can't empty it; the next page load does.
  if (world.counts.has('connectionsLost') || world.counts.has('storage')) return;
  const text = storage.text();
  const left = oracle.records.slice(0, before).filter(({ order }) => text.includes(`"mark${order}":`));
  for (const { order } of left) oracle.violate('nothing remains after reset', `patch ${order}`);
  if (secrets.some((secret) => text.includes(`"${secret}"`)))
    oracle.violate('nothing remains after reset', 'a credential');
}

/** Faults stop; the person is named again; everything that may leave leaves; and after a reset nothing remains. */
async function comeToRest(world: World, tabs: Tabs): Promise<void> {
  const { network, storage, site, timeline, oracle, people, desk, random, schedule } = world;
  network.isOffline = false;
  network.fates.length = 0;
  storage.mode = 'works';
  site.mode = 'works';
  for (let tab = 0; tab < schedule.tabs; tab += 1) tabs.thaw(tab);
  tellAll(tabs, 'online');
  await timeline.pass(REST_MS);

  if (random.chance(0.5)) for (let tab = 0; tab < schedule.tabs; tab += 1) tabs.crash(tab);
  const waiting = oracle.records.filter(({ disk, human }) => disk === 'there' && human);
  const last = waiting.at(-1);
  const human = last?.human ?? people[0];
  if (!human) return;
  site.loggedIn = human;
  site.lifeS = 3_600;
  // Named again as they were: another proof is another claim, which the desk may know by another handle.
  const claim = last && last.proof !== 'wrong' ? last.claim : await claimOf(human, 'id', 'right', desk.notary);
  const fresh = schedule.tabs;
  tabs.open(fresh);
  tabs.identify(fresh, human, claim, last?.proof === 'none' ? 'none' : 'right');
  await timeline.pass(REST_MS);
  const own = waiting.filter((record) => JSON.stringify(record.claim) === JSON.stringify(claim));
  for (const { order, disk } of own) {
    if (disk === 'there') oracle.violate('what may leave leaves', `patch ${order} still waits`);
  }

  await endEverybody(world, tabs, fresh);
  const text = storage.text();
  const names = [...desk.secrets, ...people.flatMap(({ id, email }) => [id, email])];
  if (/"mark\d+":/.test(text)) oracle.violate('nothing remains after reset', 'a patch');
  const left = names.filter((name) => text.includes(name));
  if (left.length > 0) oracle.violate('nothing remains after reset', left.join(', '));
  for (const record of oracle.records) {
    if (tabs.mustBeTold(record)) oracle.violate('each end is told', `patch ${record.order} of page ${record.page.id}`);
  }
}

/** A logout at the customer's, seen by the next page load, or a reset, which also a browser without a network obeys. */
async function endEverybody({ network, site, timeline, schedule, random, count }: World, tabs: Tabs, tab: number) {
  site.loggedIn = null;
  if (schedule.hasEndpoint && random.chance(0.5)) {
    count('rest by logout');
    tabs.close(tab);
    tabs.open(tab);
  } else {
    network.isOffline = random.chance(0.5);
    count(network.isOffline ? 'rest by reset offline' : 'rest by reset');
    await Promise.race([tabs.reset(tab), timeline.pass(REST_MS)]);
  }
  await timeline.pass(REST_MS);
}
