import type { Deadline } from '../base/index.ts';
import type { THINKING_LEVELS, TokenUsage } from '../contract/index.ts';

export type Effort = (typeof THINKING_LEVELS)[number];

/** A call of a tool by the model. `problem` is set when the arguments could not be read as a JSON object; `input` is then empty. */
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
 * A conversation in our own words; the adapter translates it for each provider. `native` is the provider's own form of an assistant
 * message (with its reasoning and signatures), to be sent back unchanged while the message is recent; leave it away to drop reasoning.
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
  /** Static text that comes first, so that providers can cache it. */
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
  /** Summary of the model's reasoning, when the provider shows it. */
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
 * `generate` rejects with a RoteError (`LLM_ERROR` when the provider failed for good, `SETUP_FAILED` when a key or a name is wrong) or
 * with the deadline's own reason once time is over or the work was cancelled; with nothing else. Errors never hold a key or a prompt.
 */
export interface ModelPort {
  /** `provider:model`. */
  readonly name: string;
  generate(request: ModelRequest, deadline: Deadline): Promise<ModelReply>;
}
