export { type MemoryOptions, memory } from './adapter.js';
export { type MemoryDesk, type MemoryDeskOptions, memoryDesk } from './desk.js';
export type { Proofs } from './proofs.js';
