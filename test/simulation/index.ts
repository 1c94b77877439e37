export { loadClient } from './client-code.js';
export { scheduleOf } from './schedule.js';
export { keep, shrink } from './shrink.js';
export { simulate } from './simulate.js';
