import { estimateTokens } from '../base/index.ts';
import type { TokenUsage } from '../contract/index.ts';
import { RoteError } from '../contract/index.ts';
import type { ModelPort, ModelReply, ModelRequest, ReplyEnd, ToolCall } from './port.ts';
import { noUsage } from './usage.ts';

/** One scripted answer, or an error. Missing call ids are generated, missing usage is estimated. */
export interface ScriptedReply {
  text?: string;
  reasoning?: string;
  toolCalls?: readonly (Omit<ToolCall, 'id'> & { id?: string })[];
  end?: ReplyEnd;
  usage?: Partial<TokenUsage>;
  error?: Error;
}

export type ScriptedTurn = ScriptedReply | ((request: ModelRequest, callNumber: number) => ScriptedReply | Promise<ScriptedReply>);

export interface ScriptedModel extends ModelPort {
  /** Every request so far, as it was at the time of the call. */
  readonly calls: readonly ModelRequest[];
}

/**
 * A model that plays a list of replies, or calls one function for each. Rejects with LLM_ERROR when the list is
 * exhausted, and with the deadline's reason like any other model.
 */
export function createScriptedModel(turns: readonly ScriptedTurn[] | ScriptedTurn, name = 'scripted:model'): ScriptedModel {
  const calls: ModelRequest[] = [];
  return {
    name,
    calls,
    async generate(request, deadline) {
      deadline.throwIfEnded();
      calls.push({ ...request, messages: [...request.messages] });
      const number = calls.length;
      const turn = Array.isArray(turns) ? turns[number - 1] : (turns as ScriptedTurn);
      if (turn === undefined) {
        throw new RoteError('LLM_ERROR', `The scripted model has no reply for call ${number}.`, { details: { model: name } });
      }
      const reply = typeof turn === 'function' ? await deadline.race(Promise.resolve(turn(request, number))) : turn;
      if (reply.error !== undefined) throw reply.error;
      return toModelReply(reply, request, number);
    },
  };
}

function toModelReply(reply: ScriptedReply, request: ModelRequest, number: number): ModelReply {
  const text = reply.text ?? '';
  const toolCalls = (reply.toolCalls ?? []).map((call, index) => ({ id: `call_${number}_${index + 1}`, ...call }));
  const prompt = request.system + JSON.stringify(request.tools ?? []) + JSON.stringify(request.messages, withoutImages);
  const estimate = { ...noUsage, input: estimateTokens(prompt), output: estimateTokens(text + JSON.stringify(toolCalls)) };
  return {
    text,
    reasoning: reply.reasoning ?? '',
    toolCalls,
    end: reply.end ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop'),
    usage: { ...estimate, ...reply.usage },
    message: { role: 'assistant', text, toolCalls, native: { reasoning: reply.reasoning } },
  };
}

function withoutImages(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? '[image]' : value;
}
