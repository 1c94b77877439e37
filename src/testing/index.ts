export { type AdapterCase, adapterCases, type CaseResult, type ConformanceOptions } from './cases.js';
export type { BackendUnderTest } from './control.js';
export { ConformanceError } from './expect.js';
