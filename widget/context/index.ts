export type { CustomerContext, Fact, FactSource, NamedFact } from '../../src/protocol/index.js';
export { type ConvotContextElement, defineContext } from './define.js';
export { type DescribedTime, describeTime } from './time.js';
