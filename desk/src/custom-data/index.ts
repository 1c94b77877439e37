export { type Merge, mergePatch } from './merge-sql.js';
export { pruneLanes } from './prune.js';
export { pushEntries } from './push.js';
