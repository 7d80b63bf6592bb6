import type { AssistantModelMessage, ModelMessage as SdkMessage, ToolModelMessage, UserModelMessage } from 'ai';
import type { ModelMessage, ToolResult } from '../port.ts';

/** Anthropic caches only what is marked; the others ignore the mark. */
export const CACHE_MARK = { anthropic: { cacheControl: { type: 'ephemeral' as const } } };

/**
 * Converts messages to the SDK's form. `imagesInToolResults`: false for providers whose tool results are plain text;
 * the images then follow in a user message.
 */
export function toSdkMessages(messages: readonly ModelMessage[], imagesInToolResults: boolean): SdkMessage[] {
  return messages.flatMap((message) => toSdk(message, imagesInToolResults));
}

function toSdk(message: ModelMessage, imagesInToolResults: boolean): SdkMessage[] {
  if (message.role === 'user') return [userMessage(message.text, message.images ?? [], message.cache === true)];
  if (message.role === 'assistant') {
    return [message.native === undefined ? assistantMessage(message) : (message.native as AssistantModelMessage)];
  }
  const images = imagesInToolResults ? [] : message.results.flatMap((result) => result.image ?? []);
  const results = toolMessage(message.results, imagesInToolResults);
  return images.length === 0 ? [results] : [results, userMessage('The picture that the tool returned:', images, false)];
}

function userMessage(text: string, images: readonly Uint8Array[], cache: boolean): UserModelMessage {
  return {
    role: 'user',
    content: [{ type: 'text', text }, ...images.map(imagePart)],
    providerOptions: cache ? CACHE_MARK : undefined,
  };
}

function assistantMessage(message: Extract<ModelMessage, { role: 'assistant' }>): AssistantModelMessage {
  const text = message.text === '' && message.toolCalls.length > 0 ? [] : [{ type: 'text' as const, text: message.text || '(no answer)' }];
  const calls = message.toolCalls.map((call) => ({
    type: 'tool-call' as const,
    toolCallId: call.id,
    toolName: call.name,
    input: call.input,
  }));
  return { role: 'assistant', content: [...text, ...calls] };
}

function toolMessage(results: readonly ToolResult[], imagesInToolResults: boolean): ToolModelMessage {
  return {
    role: 'tool',
    content: results.map((result) => ({
      type: 'tool-result',
      toolCallId: result.callId,
      toolName: result.name,
      output:
        result.image !== undefined && imagesInToolResults
          ? { type: 'content', value: [{ type: 'text', text: result.text }, imagePart(result.image)] }
          : { type: result.failed ? 'error-text' : 'text', value: result.text },
    })),
  };
}

function imagePart(jpeg: Uint8Array) {
  return { type: 'file' as const, mediaType: 'image/jpeg', data: { type: 'data' as const, data: jpeg } };
}
