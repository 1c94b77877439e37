export { announceEnd, closeSession } from './close.js';
export { authenticate, bearer, findSessionById, type VisitorSession } from './find.js';
export { openSession } from './open.js';
