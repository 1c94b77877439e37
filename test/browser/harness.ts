export { type LaunchOptions, launchChromium } from './launch.js';
export { goBack, picture, signInAsAgent } from './pages.js';
export { type Running, type Started, type StartOptions, spawnStart, startShop } from './start.js';
