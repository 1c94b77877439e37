export { loadContext } from './context.js';
export { contactLabel, contactLabels } from './labels.js';
export { type ContactPage, listContacts } from './list.js';
export { type ConversationsOf, loadProfile } from './profile.js';
export { contactRoutes } from './routes.js';
