import type { App } from '../../wire/index.js';
import { useAgentEvents } from '../live/live.js';
import { type Held, useReading } from '../live/use-reading.js';
import { useSession } from '../signed-in.js';

/** The organisation's apps. */
export function useApps(): Held<readonly App[]> {
  const { api } = useSession();
  const held = useReading('apps', async () => (await api.apps()).apps);
  useAgentEvents((event) => {
    if (event.type === 'gap') held.reload();
  });
  return held;
}
