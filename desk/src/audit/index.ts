export { type Actor, type AuditAct, listAudit, recordAudit } from './audit.js';
