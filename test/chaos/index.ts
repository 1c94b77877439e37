export { type ChaosOptions, type ChaosResult, type Failure, playChaos } from './chaos.js';
export { type BrowserName, createDevice } from './device.js';
export { plansFrom, type RoundPlan } from './plan.js';
export { PLANTS, type Plant } from './script.js';
export { openWorld } from './world.js';
