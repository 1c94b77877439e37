export type { CustomerContext, Fact, FactSource, NamedFact } from '../../src/protocol/index.js';
export { type ConvotContextElement, defineContext } from './define.js';
export type {
  ContextLookup,
  ContextLookupChange,
  ContextLookupLink,
  ContextLookupRow,
  ContextLookupRun,
  ContextLookupStatus,
} from './lookup/types.js';
export { type DescribedTime, describeTime } from './time.js';
