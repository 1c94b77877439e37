export type { Model, Spend, StructuredAnswer, StructuredCall, TextCall, TextEnd, Usage } from './contract.js';
export { ModelError, type ModelErrorCode } from './errors.js';
export type { AsData } from './fence.js';
export { createModel, type ModelOptions } from './model.js';
export type { Fetch } from './transport.js';
