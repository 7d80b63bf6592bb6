import type { AssistantModelMessage, FinishReason, LanguageModelUsage } from 'ai';
import { estimateTokens } from '../../base/index.ts';
import type { TokenUsage } from '../../contract/index.ts';
import type { ModelReply, ModelRequest, ReplyEnd, ToolCall } from '../port.ts';
import { costOf, type PriceTable } from '../prices.ts';

/** The fields of the SDK's step result that are read here. */
interface StepAnswer {
  text: string;
  reasoningText: string | undefined;
  finishReason: FinishReason;
  usage: LanguageModelUsage;
  toolCalls: ReadonlyArray<{ toolCallId: string; toolName: string; input: unknown; invalid?: boolean }>;
}

/** Text beyond this length is dropped; nothing reads that far. */
const MAX_TEXT_CHARS = 200_000;

export function readReply(
  answer: StepAnswer,
  native: AssistantModelMessage | undefined,
  request: ModelRequest,
  prices: PriceTable,
  model: string,
): ModelReply {
  const text = answer.text.slice(0, MAX_TEXT_CHARS);
  const toolCalls = withUniqueIds(answer.toolCalls.map((call) => readToolCall(call, answer.finishReason)));
  const sameIds = toolCalls.every((call, index) => call.id === answer.toolCalls[index]?.toolCallId);
  return {
    text,
    reasoning: answer.reasoningText ?? '',
    toolCalls,
    end: END_BY_FINISH[answer.finishReason] ?? 'other',
    usage: readUsage(answer, request, prices, model),
    message: { role: 'assistant', text, toolCalls, native: sameIds && answer.text === text ? native : undefined },
  };
}

const END_BY_FINISH: Partial<Record<FinishReason, ReplyEnd>> = {
  stop: 'stop',
  'tool-calls': 'tool_calls',
  length: 'cut',
  'content-filter': 'refused',
};

function readToolCall(call: StepAnswer['toolCalls'][number], finish: FinishReason): ToolCall {
  const { toolCallId: id, toolName: name, input } = call;
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { id, name, input: { ...input } };
  const problem =
    finish === 'length'
      ? 'the answer was cut off at the output limit before the arguments were complete: make it shorter'
      : `the arguments are not a JSON object: ${JSON.stringify(input)?.slice(0, 120) ?? 'nothing'}`;
  return { id, name, input: {}, problem };
}

/** Some servers give every call of an answer the same id, but a result must belong to one call. */
function withUniqueIds(calls: ToolCall[]): ToolCall[] {
  const seen = new Set<string>();
  return calls.map((call, index) => {
    const id = seen.has(call.id) ? `${call.id}_${index + 1}` : call.id;
    seen.add(id);
    return { ...call, id };
  });
}

/** Estimates usage that the provider does not report: a token budget must hold for every provider. */
function readUsage(answer: StepAnswer, request: ModelRequest, prices: PriceTable, model: string): TokenUsage {
  const { usage } = answer;
  const input =
    count(usage.inputTokens) || estimateTokens(request.system + JSON.stringify([request.messages.map(textOnly), request.tools]));
  const output = count(usage.outputTokens) || estimateTokens(answer.text + JSON.stringify(answer.toolCalls.map((call) => call.input)));
  const cached = Math.min(input, count(usage.inputTokenDetails.cacheReadTokens));
  const cacheWrite = Math.min(input - cached, count(usage.inputTokenDetails.cacheWriteTokens));
  return {
    input,
    cached,
    output,
    reasoning: count(usage.outputTokenDetails.reasoningTokens),
    cost_usd: costOf(prices, model, { input, cached, cacheWrite, output }),
  };
}

function textOnly(message: ModelRequest['messages'][number]): unknown {
  if (message.role === 'tool') return message.results.map((result) => result.text);
  return message.role === 'user' ? message.text : [message.text, message.toolCalls];
}

/** A non-negative integer, whatever the provider reported. */
function count(reported: number | undefined): number {
  return reported !== undefined && Number.isFinite(reported) && reported > 0 ? Math.round(reported) : 0;
}
