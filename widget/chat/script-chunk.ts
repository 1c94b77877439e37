export { deskChat } from '../../src/adapters/desk/chat.js';
export { mountChat } from './index.js';
