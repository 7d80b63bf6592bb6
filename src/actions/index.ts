export * from './actions.ts';
export { aimOf } from './aim.ts';
export * from './command.ts';
export type { ActionDefinition, Brief, Rule } from './define-action.ts';
export { timeoutMs } from './fields.ts';
export { fillsField } from './fills-field.ts';
export * from './parse-action.ts';
export type { Traits } from './traits.ts';
export { readsOnly } from './vocabulary/api-request.ts';
