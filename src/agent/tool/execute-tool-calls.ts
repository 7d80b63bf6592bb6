import { type Action, type Command, isSequence, showsPage } from '../../actions/index.ts';
import { type Deadline, DeadlineExceeded } from '../../base/index.ts';
import { RoteError, toErrorBody } from '../../contract/index.ts';
import type { ActionOutcome } from '../../dispatch/index.ts';
import type { ModelReply, ToolCall } from '../../model/index.ts';
import type { AgentTask, ExecutedCommand } from '../agent-types.ts';
import type { CallResult } from '../prompt/conversation.ts';
import { type BrowserTool, type ParsedCall, TOOL_NAME } from './browser-tool.ts';
import type { UploadFiles } from './upload-files.ts';

/** The outcome of the calls of one answer. */
export interface TurnResult {
  results: CallResult[];
  executed: ExecutedCommand[];
  notes: string[];
  /** The call of `done` and its arguments; the agent loop judges them and adds the result. */
  done?: { call: ToolCall; input: Record<string, unknown> };
  /** A call was invalid. */
  misunderstood: boolean;
}

/** What is needed to parse and complete calls. */
export interface ToolContext {
  tool: BrowserTool;
  files: UploadFiles;
  /** The page's address at the last observation. */
  pageUrl: string;
  /** The command in words that mean something on another page too. */
  describe(command: Command): string;
}

const MAX_CALLS = 10;

/**
 * Executes the calls of one answer in order. Once a call fails or the page changes, skips the rest, which was meant for
 * the earlier page. Rejects only with the deadline's reason or an unexpected error.
 */
export async function executeToolCalls(task: AgentTask, reply: ModelReply, context: ToolContext, deadline: Deadline): Promise<TurnResult> {
  const turn: TurnResult = { results: [], executed: [], notes: [], misunderstood: false };
  let skip: string | undefined;
  for (const [index, call] of reply.toolCalls.entries()) {
    const answer = (text: string, failed: boolean, more: Partial<CallResult> = {}) =>
      turn.results.push({ callId: call.id, name: call.name, text: task.redact(text), failed, ...more });
    if (index >= MAX_CALLS) skip ??= `Not executed: at most ${MAX_CALLS} calls in one answer.`;
    if (skip !== undefined) {
      answer(skip, true);
      continue;
    }
    const parsed = readCall(call, context);
    if (!parsed.ok) {
      turn.misunderstood = true;
      answer(`Not executed: ${parsed.problem}`, true);
      skip = 'Not executed: an earlier call of this answer was invalid.';
      continue;
    }
    if (parsed.note !== undefined) turn.notes.push(task.redact(parsed.note));
    if (parsed.kind === 'done') {
      if (reply.toolCalls.length === 1) turn.done = { call, input: parsed.input };
      else answer('Not ended: call done alone, after you have seen the results of your other calls.', true);
      continue;
    }
    const { command } = parsed;
    const before = task.changes?.now() ?? 0;
    const outcome = await runCommand(task, command, context.describe(command), deadline);
    turn.executed.push({ command, outcome, before, after: task.changes?.now() ?? 0 });
    for (const path of outcome.files ?? []) context.files.downloaded(path);
    answer(outcomeText(task, outcome), !outcome.ok, outcomeFields(task, command, outcome));
    if (outcome.stop) break;
    if (!outcome.ok) skip = `Not executed: ${command.action} before it failed. Look at the page and decide again.`;
    else if (outcome.pageChanged) skip = `Not executed: the page changed with ${command.action}. Look at the new observation.`;
  }
  return turn;
}

function readCall(call: ToolCall, { tool, files, pageUrl }: ToolContext): ParsedCall {
  if (call.name !== TOOL_NAME)
    return { ok: false, problem: `there is no tool ${JSON.stringify(call.name)}; the only one is ${TOOL_NAME}.` };
  if (call.problem !== undefined) return { ok: false, problem: `${call.problem}.` };
  const parsed = tool.parse(call.input);
  if (!parsed.ok || parsed.kind === 'done') return parsed;
  const checked = files.check(withWholeUrls(parsed.command, pageUrl));
  return checked.ok ? { ...parsed, command: checked.command } : checked;
}

/** Models write `/orders/5` for a page of the same application, but the guard checks whole addresses. */
function withWholeUrls(command: Command, pageUrl: string): Command {
  if (!isSequence(command)) return withWholeUrl(command, pageUrl);
  return { ...command, actions: command.actions.map((action) => withWholeUrl(action, pageUrl)) };
}

function withWholeUrl(action: Action, pageUrl: string): Action {
  if (action.action !== 'goto' || !/^[/?]/.test(action.url) || !/^https?:/.test(pageUrl)) return action;
  const whole = URL.parse(action.url, pageUrl);
  return whole === null ? action : { ...action, url: whole.href };
}

async function runCommand(task: AgentTask, command: Command, description: string, deadline: Deadline): Promise<ActionOutcome> {
  try {
    return await task.dispatcher.run({ command, driver: 'agent', description }, deadline);
  } catch (error) {
    deadline.throwIfEnded();
    if (!(error instanceof RoteError) && !(error instanceof DeadlineExceeded)) throw error;
    const body = toErrorBody(error);
    return { ok: false, text: body.message, error: body, performed: 'maybe', urlBefore: '', url: '', pageChanged: false, notices: [] };
  }
}

/**
 * The action's text, then its notices, unless the text contains them. A dialog's text comes from the page, so notices
 * are wrapped in marks.
 */
function outcomeText(task: AgentTask, outcome: ActionOutcome): string {
  const notices = outcome.notices
    .filter((notice) => !outcome.text.includes(notice))
    .map((notice) => `The browser reports: ${task.marks.wrap(notice)}`);
  return [outcome.ok ? outcome.text : `FAILED: ${outcome.text}`, ...notices].join('\n');
}

function outcomeFields(task: AgentTask, command: Command, outcome: ActionOutcome): Partial<CallResult> {
  const output = outcome.output ?? (outcome.json === undefined ? undefined : JSON.stringify(outcome.json));
  return {
    output: output ? task.marks.wrap(task.redact(output)) : undefined,
    pagePart: showsPage(command),
    image: outcome.image,
  };
}
