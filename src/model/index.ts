export { type MeteredModel, withModelEvents } from './calling/with-model-events.ts';
export type { Effort, ModelMessage, ModelPort, ModelReply, ModelRequest, ToolCall, ToolResult, ToolSpec } from './port.ts';
export { loadPrices, type PriceTable } from './prices.ts';
export { createModels, type ModelSettings, type Models } from './providers/create-models.ts';
export { describeModels, type ModelsDescription } from './providers/describe-models.ts';
export { createScriptedModel, type ScriptedModel, type ScriptedReply, type ScriptedTurn } from './scripted-model.ts';
export { addUsage, noUsage } from './usage.ts';
