export { mountChat } from './mount.js';
