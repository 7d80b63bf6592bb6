import { type Action, type Command, isSequence, showsPage } from '../../actions/index.ts';
import { type Deadline, DeadlineExceeded } from '../../base/index.ts';
import { RoteError, toErrorBody } from '../../contract/index.ts';
import type { ActionOutcome } from '../../dispatch/index.ts';
import type { ModelReply, ToolCall } from '../../model/index.ts';
import type { AgentTask, CarriedOut } from '../agent-types.ts';
import type { CallResult } from '../prompt/conversation.ts';
import { type BrowserTool, type ParsedCall, TOOL_NAME } from './browser-tool.ts';
import type { UploadFiles } from './upload-files.ts';

/** What became of the calls of one answer. */
export interface Turn {
  results: CallResult[];
  carriedOut: CarriedOut[];
  notes: string[];
  /** Arguments of `done`, and the call they came with: to be judged by the loop, which adds the result. */
  done?: { call: ToolCall; input: Record<string, unknown> };
  /** A call could not be understood. */
  misunderstood: boolean;
}

/** What calls are read and completed with. */
export interface Means {
  tool: BrowserTool;
  files: UploadFiles;
  /** Where the page was when it was looked at last. */
  pageUrl: string;
}

const MAX_CALLS = 10;

/**
 * Carries out the calls of one answer in order. Once one fails or the page changes, the rest is skipped: it was meant for a page that is
 * no longer there. Rejects only with the deadline's reason, or with what nobody planned.
 */
export async function carryOutCalls(task: AgentTask, reply: ModelReply, means: Means, deadline: Deadline): Promise<Turn> {
  const turn: Turn = { results: [], carriedOut: [], notes: [], misunderstood: false };
  let skip: string | undefined;
  for (const [index, call] of reply.toolCalls.entries()) {
    const answer = (text: string, failed: boolean, more: Partial<CallResult> = {}) =>
      turn.results.push({ callId: call.id, name: call.name, text: task.redact(text), failed, ...more });
    if (index >= MAX_CALLS) skip ??= `Not carried out: at most ${MAX_CALLS} calls in one answer.`;
    if (skip !== undefined) {
      answer(skip, true);
      continue;
    }
    const parsed = readCall(call, means);
    if (!parsed.ok) {
      turn.misunderstood = true;
      answer(`Not carried out: ${parsed.problem}`, true);
      skip = 'Not carried out: an earlier call of this answer was wrong.';
      continue;
    }
    if (parsed.note !== undefined) turn.notes.push(task.redact(parsed.note));
    if (parsed.kind === 'done') {
      if (reply.toolCalls.length === 1) turn.done = { call, input: parsed.input };
      else answer('Not ended: call done alone, after you have seen the results of your other calls.', true);
      continue;
    }
    const { command } = parsed;
    const outcome = await runCommand(task, command, deadline);
    turn.carriedOut.push({ command, outcome });
    if (outcome.file !== undefined) means.files.downloaded(outcome.file);
    answer(outcomeText(task, outcome), !outcome.ok, outcomeParts(task, command, outcome));
    if (outcome.stop) break;
    if (!outcome.ok) skip = `Not carried out: ${command.action} before it failed. Look at the page and decide anew.`;
    else if (outcome.pageChanged) skip = `Not carried out: the page changed with ${command.action}. Look at the new observation.`;
  }
  return turn;
}

function readCall(call: ToolCall, { tool, files, pageUrl }: Means): ParsedCall {
  if (call.name !== TOOL_NAME)
    return { ok: false, problem: `there is no tool ${JSON.stringify(call.name)}; the only one is ${TOOL_NAME}.` };
  if (call.problem !== undefined) return { ok: false, problem: `${call.problem}.` };
  const parsed = tool.parse(call.input);
  if (!parsed.ok || parsed.kind === 'done') return parsed;
  const checked = files.check(withWholeUrls(parsed.command, pageUrl));
  return checked.ok ? { ...parsed, command: checked.command } : checked;
}

/** Models write `/orders/5` for a page of the same application; the guard judges whole addresses. */
function withWholeUrls(command: Command, pageUrl: string): Command {
  if (!isSequence(command)) return withWholeUrl(command, pageUrl);
  return { ...command, actions: command.actions.map((action) => withWholeUrl(action, pageUrl)) };
}

function withWholeUrl(action: Action, pageUrl: string): Action {
  if (action.action !== 'goto' || !/^[/?]/.test(action.url) || !/^https?:/.test(pageUrl)) return action;
  const whole = URL.parse(action.url, pageUrl);
  return whole === null ? action : { ...action, url: whole.href };
}

async function runCommand(task: AgentTask, command: Command, deadline: Deadline): Promise<ActionOutcome> {
  try {
    return await task.dispatcher.run({ command, driver: 'agent' }, deadline);
  } catch (error) {
    deadline.throwIfEnded();
    if (!(error instanceof RoteError) && !(error instanceof DeadlineExceeded)) throw error;
    const body = toErrorBody(error);
    return { ok: false, text: body.message, error: body, performed: 'maybe', urlBefore: '', url: '', pageChanged: false, notices: [] };
  }
}

/** What a dialog says was written by the page: it is told inside marks. What the action told already is not told twice. */
function outcomeText(task: AgentTask, outcome: ActionOutcome): string {
  const notices = outcome.notices
    .filter((notice) => !outcome.text.includes(notice))
    .map((notice) => `The browser reports: ${task.marks.wrap(notice)}`);
  return [outcome.ok ? outcome.text : `FAILED: ${outcome.text}`, ...notices].join('\n');
}

function outcomeParts(task: AgentTask, command: Command, outcome: ActionOutcome): Partial<CallResult> {
  const output = outcome.output ?? (outcome.json === undefined ? undefined : JSON.stringify(outcome.json));
  return {
    ...(output !== undefined && output !== '' && { output: task.marks.wrap(task.redact(output)) }),
    ...(showsPage(command) && { pagePart: true }),
    ...(outcome.image !== undefined && { image: outcome.image }),
  };
}
