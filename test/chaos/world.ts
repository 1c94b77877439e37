import { openChaosDesk } from './desk.js';
import { openGateway } from './gateway.js';
import type { World } from './round.js';
import { type Plant, scriptText } from './script.js';
import { openSite } from './site.js';

/** A desk, what stands before it, and sites whose pages use it. */
export interface ChaosWorld {
  /** The world of the client as it was built, or of one with a fault. The desk is one for all. */
  world(plant: Plant | null): Promise<World>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<ChaosWorld> {
  const desk = await openChaosDesk();
  const gateway = await openGateway(desk.url);
  const sites: World['site'][] = [];
  return {
    async world(plant) {
      const site = await openSite(gateway.url, await scriptText(plant));
      sites.push(site);
      return { desk, gateway, site };
    },
    async close() {
      for (const site of sites) site.close();
      gateway.close();
      await desk.close();
    },
  };
}
