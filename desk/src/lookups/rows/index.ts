export { changesBetween } from './changes.js';
export { headingOf } from './labels.js';
export { type PlainRows, plainRows } from './plain-rows.js';
export { readShowInstructions } from './show-instructions.js';
export { type Summarising, type Summary, summarise } from './summarise.js';
