export { visitorRoutes } from './routes.js';
