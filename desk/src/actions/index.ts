export type { ActionBody, ActionDefinition, ActionField, ActionParameter, ActionValues, Slot } from './definition.js';
export { type Rendered, type RenderFault, renderAction } from './render.js';
export { type ActionTemplate, type Compiled, compileAction, type TemplateFault } from './template.js';
