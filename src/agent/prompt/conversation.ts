import { clip } from '../../base/index.ts';
import type { ModelMessage, ModelReply, ToolResult } from '../../model/index.ts';

/**
 * The result of one tool call. `pagePart`: its output is a view of the page (get_dom), outdated by the next
 * observation.
 */
export interface CallResult {
  callId: string;
  name: string;
  /** Rote's own words. */
  text: string;
  /** Text of the page, wrapped in marks. */
  output?: string;
  pagePart?: boolean;
  failed: boolean;
  image?: Uint8Array;
}

/** One answer of the model and the reply to it: the results of its calls, or words if it made no valid call. */
interface Exchange {
  /** Undefined for an empty answer: providers reject an assistant message without content. */
  said: AssistantMessage | undefined;
  results: readonly CallResult[];
  words: string;
}

type AssistantMessage = ModelReply['message'];

/** The end of each request, never kept: memory and the current page. */
export interface CurrentState {
  memory: string;
  page: string;
}

const WHOLE_EXCHANGES = 3;
const MAX_IMAGES = 2;
const MAX_RESULT_CHARS = 4_000;
const MAX_OUTPUT_CHARS = 12_000;
const MAX_SAID_CHARS = 6_000;
const MAX_CALLS_KEPT = 12;

/**
 * The messages of a run, pruned, so a request at step 40 is as large as one at step 6: the task, the last three
 * exchanges in full, at most two images, then the memory and one observation. Older content is only in the memory.
 */
export class Conversation {
  readonly #task: string;
  #exchanges: Exchange[] = [];

  constructor(task: string) {
    this.#task = task;
  }

  add(reply: ModelReply, results: readonly CallResult[], words = ''): void {
    const kept = results.slice(0, MAX_CALLS_KEPT);
    this.#exchanges = [...this.#exchanges, { said: boundedMessage(reply), results: kept, words }].slice(-WHOLE_EXCHANGES);
  }

  messages(state: CurrentState): ModelMessage[] {
    const messages: ModelMessage[] = [{ role: 'user', text: this.#task, cache: true }];
    const stateText = [state.memory, state.page].filter((part) => part !== '').join('\n\n');
    if (this.#exchanges.length === 0) return [...messages, { role: 'user', text: stateText }];
    const imagesToKeep = new Set(this.#exchanges.flatMap(({ results }) => results.filter(hasImage)).slice(-MAX_IMAGES));
    for (const [index, exchange] of this.#exchanges.entries()) {
      const newest = index === this.#exchanges.length - 1;
      messages.push(...exchangeMessages(exchange, newest, newest ? stateText : '', imagesToKeep));
    }
    return messages;
  }
}

function exchangeMessages(exchange: Exchange, newest: boolean, stateText: string, imagesToKeep: ReadonlySet<CallResult>): ModelMessage[] {
  const { results, words } = exchange;
  const said = exchange.said === undefined ? [] : [exchange.said];
  if (results.length === 0) return [...said, { role: 'user', text: [words, stateText].filter((part) => part !== '').join('\n\n') }];
  const rendered = results.map((result, index) => {
    const last = index === results.length - 1;
    return renderResult(result, newest, last ? [words, stateText] : [], imagesToKeep.has(result));
  });
  return [...said, { role: 'tool', results: rendered }];
}

function renderResult(result: CallResult, newest: boolean, after: readonly string[], keepImage: boolean): ToolResult {
  const output =
    result.pagePart && !newest ? '(an older view of a part of the page, omitted)' : clip(result.output ?? '', MAX_OUTPUT_CHARS);
  const lostImage = result.image !== undefined && !keepImage ? '(an older picture, omitted)' : '';
  const text = [clip(result.text, MAX_RESULT_CHARS), output, lostImage, ...after].filter((part) => part !== '').join('\n\n');
  return {
    callId: result.callId,
    name: result.name,
    text,
    failed: result.failed,
    image: keepImage ? result.image : undefined,
  };
}

/** The answer to send back, cut if it is too large, because three requests will contain it. */
function boundedMessage(reply: ModelReply): AssistantMessage | undefined {
  if (reply.text.trim() === '' && reply.toolCalls.length === 0) return undefined;
  const { text, toolCalls } = reply.message;
  const size = text.length + JSON.stringify(toolCalls).length;
  if (size <= MAX_SAID_CHARS && toolCalls.length <= MAX_CALLS_KEPT) return reply.message;
  return {
    role: 'assistant',
    text: clip(text, MAX_SAID_CHARS / 2),
    toolCalls: toolCalls.slice(0, MAX_CALLS_KEPT).map((call) => ({ ...call, input: boundedInput(call.input) })),
  };
}

function boundedInput(input: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(input);
  return text.length <= 1_000 ? input : { cut: clip(text, 500) };
}

function hasImage(result: CallResult): boolean {
  return result.image !== undefined;
}
