export { deskChat } from '../../src/adapters/desk/chat.js';
export { mountChat } from './mount.js';
