export { appRoutes } from './routes.js';
export { readSecrets, sealsOpen, secretsOf } from './secrets.js';
export { loadPublicSettings } from './settings.js';
export { type AppChange, changeApp, createApp, findApp, listApps } from './store.js';
