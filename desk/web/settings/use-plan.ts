import type { OrganisationPlan } from '../../wire/plans.js';
import { useAgentEvents } from '../live/live.js';
import { type Held, useReading } from '../live/use-reading.js';
import { useSession } from '../signed-in.js';

/** The organisation's plan and this month's credits. */
export function usePlan(): Held<OrganisationPlan> {
  const { api } = useSession();
  const held = useReading('plan', () => api.plan());
  useAgentEvents((event) => {
    if (event.type === 'gap') held.reload();
  });
  return held;
}
