export { INSTRUCTION_CHARS, readInstructions } from './read.js';
