export { type FirefoxOptions, goBackTo, launchFirefox } from './firefox.js';
export { killBrowser } from './kill.js';
export { type LaunchOptions, launchChromium, startChromium } from './launch.js';
export { goBack, picture, picturePath, signInAsAgent } from './pages.js';
export { type Running, type Started, type StartOptions, spawnStart, startShop } from './start.js';
export { chromiumTabs, firefoxTabs, type OpenTab, type Tab } from './tabs.js';
