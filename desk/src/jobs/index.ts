export { enqueue } from './enqueue.js';
export type { JobData, JobName } from './table.js';
export { type JobHandler, type JobHandlers, startWorkers, type Workers, type WorkOptions } from './work.js';
