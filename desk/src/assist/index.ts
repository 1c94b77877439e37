export { startAnalysis } from './analyses.js';
export { assistRoutes } from './routes.js';
export { analysisHandler } from './worker.js';
