/**
 * Law 6 as a table: who may see which root of a customer's context. Every window reads it.
 *
 * `integrations` is for Actions on the server alone: never a browser, a prompt, a ticket page or a log.
 */
export type ContextRoot = 'userDetail' | 'custom_data' | 'integrations';

/** A window out of the desk. */
export type Viewer = 'agent' | 'chatbot' | 'action';

/** Which viewer sees which root. */
export const VISIBILITY: Readonly<Record<ContextRoot, readonly Viewer[]>> = {
  userDetail: ['agent', 'chatbot', 'action'],
  custom_data: ['agent', 'chatbot', 'action'],
  integrations: ['action'],
};

/** Whether the viewer may see values under the root. */
export function maySee(viewer: Viewer, root: ContextRoot): boolean {
  return VISIBILITY[root].includes(viewer);
}
