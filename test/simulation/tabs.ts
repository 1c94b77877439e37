import type { Claim, Client, Settlement } from '../../src/index.js';
import type { ClientModule } from './client-code.js';
import { createPage, type Page } from './page.js';
import { globalsOf } from './page-globals.js';
import type { Human, ProofKind } from './people.js';
import { CLEARED_KEY, markOf, type PatchRecord, SHARED_KEY } from './records.js';
import { DESK_URL, PAGE_URL, type World } from './world.js';

/** The tabs of one browser, and what people and the browser do to them. */
export interface Tabs {
  /** The page in a tab, if one is loaded that runs. */
  running(tab: number): Page | null;
  readonly all: () => readonly Page[];
  open(tab: number): void;
  /** With `pagehide`, as a person closes it. */
  close(tab: number): void;
  crash(tab: number): void;
  /** `isCached`: into the back/forward cache. */
  freeze(tab: number, isCached: boolean): void;
  thaw(tab: number): void;
  identify(tab: number, human: Human | null, claim: Claim | null, proof: ProofKind): void;
  reset(tab: number): Promise<void>;
  recreate(tab: number): void;
  /** Whether an end of this patch must have been told: its client lives, and no message to its page was lost. */
  mustBeTold(record: PatchRecord): boolean;
}

interface Loaded {
  readonly page: Page;
  readonly module: ClientModule;
  client: Client;
  clients: number;
  isCached: boolean;
}

export function createTabs(world: World): Tabs {
  const { timeline, oracle, storage, network, channels, locks, schedule } = world;
  const tabs = new Map<number, Loaded>();
  let pages = 0;

  const running = (tab: number) => {
    const loaded = tabs.get(tab);
    return loaded && !loaded.page.isFrozen ? loaded : null;
  };

  function load(tab: number): void {
    pages += 1;
    const page = createPage(pages, timeline, (error) => oracle.violate('no exception escapes', String(error)));
    const globals = globalsOf(page, {
      deviceNow: world.deviceNow,
      url: PAGE_URL,
      indexedDB: storage.factoryFor(page),
      BroadcastChannel: channels.constructorFor(page),
      locks: schedule.hasLocks ? locks.managerFor(page) : undefined,
      fetch: network.fetchFor(page),
      isVisible: () => true,
      random: world.random.fork(`page ${pages}`),
    });
    page.run(() => {
      const module = world.startClient(globals);
      tabs.set(tab, { page, module, client: startIn(module), clients: 1, isCached: false });
    });
  }

  const startIn = ({ createClient, desk }: ClientModule) => {
    const client = createClient({ adapter: desk({ app: 'app_simulated', url: DESK_URL }) });
    client.on('error', ({ code, reason }) => world.trace(`an error is told: ${code} ${reason ?? ''}`));
    for (const name of ['applied', 'refused'] as const) client.on(name, ({ status }) => world.count(`told ${status}`));
    for (const name of ['expired', 'discarded'] as const) {
      client.on(name, ({ count }) => {
        for (let told = 0; told < count; told += 1) world.count(`told ${name}`);
      });
    }
    return client;
  };

  function kill(tab: number): void {
    const page = tabs.get(tab)?.page;
    if (!page) return;
    tabs.delete(tab);
    page.kill();
    storage.drop(page);
    locks.drop(page);
  }

  function freeze(loaded: Loaded, isCached: boolean): void {
    if (!loaded.page.isAlive || loaded.page.isFrozen) return;
    // Chromium freezes no page in the midst of a transaction.
    if (storage.isBusy(loaded.page)) return void timeline.after(2, () => freeze(loaded, isCached));
    loaded.isCached = isCached;
    loaded.page.freeze();
    oracle.frozen(loaded.page);
  }

  function watch(record: PatchRecord, receipt: Awaited<ReturnType<Client['identify']>>): void {
    oracle.received(record, receipt.stored);
    receipt.settled.then(
      (end: Settlement) => {
        world.trace(`patch ${record.order} is told ${JSON.stringify(end)}`);
        oracle.settled(record, end);
        world.count(`end ${end.status}`);
      },
      () => oracle.violate('receipts never reject', `patch ${record.order}`),
    );
  }

  return {
    running: (tab) => running(tab)?.page ?? null,
    all: () => [...tabs.values()].map(({ page }) => page),
    open(tab) {
      if (!tabs.has(tab)) load(tab);
    },
    close(tab) {
      running(tab)?.page.dispatch('pagehide', { type: 'pagehide', persisted: false });
      kill(tab);
    },
    crash: kill,
    freeze(tab, isCached) {
      const loaded = running(tab);
      if (!loaded) return;
      if (isCached) loaded.page.dispatch('pagehide', { type: 'pagehide', persisted: true });
      freeze(loaded, isCached);
    },
    thaw(tab) {
      const loaded = tabs.get(tab);
      if (!loaded?.page.isFrozen) return;
      loaded.page.thaw();
      if (!loaded.isCached) return;
      oracle.restored(loaded.page);
      loaded.page.dispatch('pageshow', { type: 'pageshow', persisted: true });
    },
    identify(tab, human, claim, proof) {
      const loaded = running(tab);
      if (!loaded) return;
      const { page, client, clients } = loaded;
      const record = oracle.called({ page, client: clients, claim, human, proof });
      const { order } = record;
      const cleared = order % 3 === 0 ? null : order;
      const custom_data = { [markOf(order)]: order, [SHARED_KEY]: order, [CLEARED_KEY]: cleared };
      page.run(() => {
        client.identify({ ...claim, custom_data }).then(
          (receipt) => watch(record, receipt),
          () => oracle.violate('receipts never reject', `identify() ${record.order}`),
        );
      });
    },
    async reset(tab) {
      const loaded = running(tab);
      if (!loaded) return;
      const { page, client } = loaded;
      const done = oracle.resetCalled(page);
      await new Promise<void>((resolve) => {
        page.run(() => {
          client.reset().then(
            () => {
              done();
              resolve();
            },
            () => oracle.violate('receipts never reject', 'reset()'),
          );
        });
      });
    },
    recreate(tab) {
      const loaded = running(tab);
      if (!loaded) return;
      loaded.page.run(() => {
        loaded.client.destroy();
        loaded.client = startIn(loaded.module);
        loaded.clients += 1;
      });
      oracle.restarted(loaded.page);
    },
    mustBeTold({ page, client, end, stored }) {
      const loaded = [...tabs.values()].find((each) => each.page === page);
      if (end || stored !== 'queued' || !loaded || loaded.page.isFrozen) return false;
      return loaded.clients === client && !channels.hasLost(page);
    },
  };
}
