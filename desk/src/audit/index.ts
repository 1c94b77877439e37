export { type Actor, recordAudit } from './audit.js';
export { listAudit } from './list.js';
export { auditQuery } from './query.js';
