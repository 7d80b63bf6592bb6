import type { Deadline } from '../base/index.ts';
import type { THINKING_LEVELS, TokenUsage } from '../contract/index.ts';

export type Effort = (typeof THINKING_LEVELS)[number];

/** A tool call by the model. `problem` is set when the arguments are not a JSON object; `input` is then empty. */
export interface ToolCall {
  id: string;
  name: string;
  input: Record<string, unknown>;
  problem?: string;
}

export interface ToolResult {
  callId: string;
  name: string;
  text: string;
  failed: boolean;
  /** JPEG. */
  image?: Uint8Array;
}

/**
 * A message in a form of no provider; the adapter converts it for each. `native` is the provider's own form of an
 * assistant message (with its reasoning and signatures), sent back unchanged while the message is recent; omit it to
 * drop the reasoning.
 */
export type ModelMessage =
  | { role: 'user'; text: string; images?: readonly Uint8Array[]; cache?: boolean }
  | { role: 'assistant'; text: string; toolCalls: readonly ToolCall[]; native?: unknown }
  | { role: 'tool'; results: readonly ToolResult[] };

export interface ToolSpec {
  name: string;
  description: string;
  /** JSON schema of an object. */
  inputSchema: Record<string, unknown>;
}

export interface ModelRequest {
  /** For logs and events: `agent`, `click_judge`, `goal_judge`. */
  purpose: string;
  /** Static text at the start, which providers can cache. */
  system: string;
  messages: readonly ModelMessage[];
  tools?: readonly ToolSpec[];
  effort: Effort;
  maxOutputTokens?: number;
}

/** `cut`: the answer hit the output limit. `refused`: the model or the provider's filter declined. */
export type ReplyEnd = 'stop' | 'tool_calls' | 'cut' | 'refused' | 'other';

export interface ModelReply {
  text: string;
  /** Summary of the model's reasoning, if the provider returns one. */
  reasoning: string;
  toolCalls: ToolCall[];
  end: ReplyEnd;
  usage: TokenUsage;
  /** The answer as a message for the next request. */
  message: Extract<ModelMessage, { role: 'assistant' }>;
}

/**
 * A language model as the rest of Rote sees it.
 *
 * `generate` rejects with a RoteError (`LLM_ERROR` when the provider failed and retries did not help, `SETUP_FAILED`
 * when a key or name is wrong), or with the deadline's reason on timeout or cancellation; with nothing else. Errors
 * never hold a key or a prompt.
 */
export interface ModelPort {
  /** `provider:model`. */
  readonly name: string;
  generate(request: ModelRequest, deadline: Deadline): Promise<ModelReply>;
}
