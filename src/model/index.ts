export { createModels, type ModelSettings, type Models } from './create-models.ts';
export { describeModels, type ModelsDescription } from './describe-models.ts';
export type { Effort, ModelMessage, ModelPort, ModelReply, ModelRequest, ToolCall, ToolResult, ToolSpec } from './port.ts';
export { loadPrices, type PriceTable } from './prices.ts';
export { createScriptedModel, type ScriptedModel, type ScriptedReply, type ScriptedTurn } from './scripted-model.ts';
export { addUsage, noUsage } from './usage.ts';
export { type MeteredModel, withModelEvents } from './with-model-events.ts';
