import { type Command, isSequence, showsPage, traitsOf } from '../actions/index.ts';
import { clip, type Deadline } from '../base/index.ts';
import type { ErrorBody } from '../contract/index.ts';
import { toErrorBody } from '../contract/index.ts';
import { addUsage, type ModelReply, noUsage } from '../model/index.ts';
import { effectiveBudgets, usedUp } from './agent-budget.ts';
import type { AgentBudgets, AgentResult, AgentTask, ExecutedCommand, PageView } from './agent-types.ts';
import { effortFor } from './effort.ts';
import { type AnswerJudge, createAnswerJudge } from './judging/answer-judge.ts';
import type { Evidence } from './judging/final-answer.ts';
import { SeenTexts } from './judging/seen-texts.ts';
import { Conversation } from './prompt/conversation.ts';
import { describeCall, type LabelOf, SessionMemory } from './prompt/session-memory.ts';
import { systemPrompt } from './prompt/system-prompt.ts';
import { taskText } from './prompt/task-text.ts';
import { createBrowserTool } from './tool/browser-tool.ts';
import { executeToolCalls, type ToolContext, type TurnResult } from './tool/execute-tool-calls.ts';
import { createUploadFiles } from './tool/upload-files.ts';

/** The state of a run that changes from step to step. */
interface Progress {
  readonly memory: SessionMemory;
  readonly conversation: Conversation;
  tokens: AgentResult['tokens'];
  steps: number;
  successesInARow: number;
  /** Answers in a row without a usable call. */
  uselessInARow: number;
  lastActionFailed: boolean;
  /** The page's address at the last observation. */
  pageUrl: string;
  /** Against which a final answer is checked. */
  seen: SeenTexts;
  /** The newest result is itself a view of the page, and another observation would invalidate its refs. */
  pageIsInResult: boolean;
}

const OBSERVE_TIMEOUT_MS = 20_000;
const MAX_USELESS_ANSWERS = 3;
const MAX_THOUGHT_CHARS = 500;
const MAX_LABEL_CHARS = 60;

/**
 * Does a job in the browser: observes, asks the model and executes its calls until the job is done, a budget is used up
 * or it cannot continue. Never rejects: a failure is part of the result, with the tokens used so far.
 */
export async function runAgent(task: AgentTask, deadline: Deadline): Promise<AgentResult> {
  const progress: Progress = {
    memory: new SessionMemory(),
    conversation: new Conversation(task.redact(taskText(task))),
    tokens: noUsage,
    steps: 0,
    successesInARow: 0,
    uselessInARow: 0,
    lastActionFailed: false,
    pageUrl: '',
    seen: new SeenTexts(),
    pageIsInResult: false,
  };
  try {
    return finish(progress, await runTurns(task, progress, deadline));
  } catch (problem) {
    const error = toErrorBody(deadline.signal.aborted ? deadline.signal.reason : problem);
    if (error.code === 'INTERNAL_ERROR')
      deadline.log.error('the agent failed unexpectedly', { error: String(problem instanceof Error ? problem.stack : problem) });
    return finish(progress, { status: 'error', summary: stoppedSummary(progress, error), error });
  }
}

type End = Pick<AgentResult, 'status' | 'summary'> & Partial<Pick<AgentResult, 'verified' | 'data' | 'error' | 'unchanged'>>;

async function runTurns(task: AgentTask, progress: Progress, deadline: Deadline): Promise<End> {
  const budgets = effectiveBudgets(task.budgets, task.handoff !== undefined);
  const context = { tool: createBrowserTool(task.scope.actions), files: createUploadFiles(userTexts(task)) };
  const system = task.redact(systemPrompt(task.marks, task.promptExtension));
  const answerJudge = createAnswerJudge(task.outputSchema, task.confirmSuccess);
  for (;;) {
    deadline.throwIfEnded();
    const spent = usedUp(budgets, progress.steps, progress.tokens);
    if (spent)
      return { status: spent.code === 'SETUP_FAILED' ? 'error' : 'budget', summary: stoppedSummary(progress, spent), error: spent };
    const messages = progress.conversation.messages(await currentState(task, progress, budgets, deadline));
    const effort = effortFor(task.effort ?? 'medium', progress.steps + 1, progress.successesInARow);
    const reply = await task.model.generate({ purpose: 'agent', system, messages, tools: [context.tool.spec], effort }, deadline);
    progress.steps += 1;
    progress.tokens = addUsage(progress.tokens, reply.usage);
    await task.emit({ type: 'agent_step', step: progress.steps, thought: thoughtOf(task, reply), tokens: reply.usage });
    const end = await takeAnswer(task, context, answerJudge, reply, progress, deadline);
    if (end) return end;
  }
}

/** What the user wrote, as opposed to page text. */
function userTexts({ directive, handoff }: AgentTask): string[] {
  const uploads = handoff?.remaining_steps.filter(({ action }) => action === 'upload').map(({ target }) => target) ?? [];
  return [directive, ...Object.values(handoff?.parameters ?? {}), ...uploads];
}

/** Executes one answer of the model. Returns the end of the run if the answer ends it. */
async function takeAnswer(
  task: AgentTask,
  context: Omit<ToolContext, 'pageUrl' | 'describe'>,
  answerJudge: AnswerJudge,
  reply: ModelReply,
  progress: Progress,
  deadline: Deadline,
): Promise<End | undefined> {
  const labelOf = labelsIn(progress.seen.texts());
  const describe = (command: Command) => describeCall(command, labelOf);
  const turn = await executeToolCalls(task, reply, { ...context, describe, pageUrl: progress.pageUrl }, deadline);
  remember(task, turn, progress, labelOf);
  const stop = turn.executed.at(-1)?.outcome.stop;
  if (stop) return { status: stop.code === 'STUCK' ? 'stuck' : 'error', summary: stoppedSummary(progress, stop), error: stop };
  const judged = turn.done && (await answerJudge.judge(turn.done.input, await evidence(task, progress, deadline), deadline));
  if (turn.done && judged) {
    if (judged.kind === 'end') return judged.end;
    turn.results.push({ callId: turn.done.call.id, name: turn.done.call.name, text: `Not ended: ${judged.because}`, failed: true });
  }
  const useful = turn.executed.length > 0 || judged?.kind === 'ask_again';
  progress.uselessInARow = useful ? 0 : progress.uselessInARow + 1;
  if (progress.uselessInARow >= MAX_USELESS_ANSWERS || (reply.end === 'refused' && progress.uselessInARow > 1)) return gaveUp(reply);
  progress.conversation.add(reply, turn.results, turn.results.length > 0 ? '' : nudge(reply));
  return undefined;
}

async function evidence(task: AgentTask, { lastActionFailed, seen }: Progress, deadline: Deadline): Promise<Evidence> {
  return { lastActionFailed, seen, change: await task.changes?.soFar(deadline), mustChange: task.mustChange === true };
}

function remember(task: AgentTask, turn: TurnResult, progress: Progress, labelOf: LabelOf): void {
  const { memory } = progress;
  for (const note of turn.notes) memory.note(progress.steps, note);
  for (const done of turn.executed) {
    memory.visited(done.outcome.url);
    memory.executed(progress.steps, done, labelOf);
    noteSeen(task, done, progress.seen);
  }
  const failed = turn.misunderstood || turn.executed.some(({ outcome }) => !outcome.ok);
  if (turn.executed.length > 0 || turn.misunderstood) {
    progress.lastActionFailed = failed;
    progress.successesInARow = failed ? 0 : progress.successesInARow + 1;
  }
  const last = turn.executed.at(-1);
  progress.pageIsInResult = last !== undefined && showsPage(last.command) && last.outcome.ok;
}

/** What an action shows was read when it began; an alert is shown after what it reports. */
function noteSeen(task: AgentTask, { command, outcome, before, after }: ExecutedCommand, seen: SeenTexts): void {
  if (outcome.pageChanged || isOpening(command)) seen.opened(after > before ? undefined : after);
  const alerts = outcome.dialogs?.filter(({ type }) => type === 'alert').map(({ text }) => text) ?? [];
  seen.add(task.redact([outcome.output ?? '', JSON.stringify(outcome.json) ?? ''].join('\n').trim()), before);
  seen.add(task.redact(alerts.join('\n')), after);
}

function isOpening(command: Command): boolean {
  return !isSequence(command) && traitsOf(command.action).destination === 'page';
}

/** Finds the label of a ref in the latest observation that contains it: `[e3 button "Save" disabled]`. */
function labelsIn(seen: readonly string[]): LabelOf {
  return (selector) => {
    if (!/^(f\d+)?e\d+$/.test(selector)) return undefined;
    const mark = `[${selector} `;
    const text = seen.findLast((one) => one.includes(mark)) ?? '';
    const [label = ''] = text.slice(text.indexOf(mark) + mark.length).split(/[\]\n]/, 1);
    const [kindAndName = label] = /^[\w-]+ "[^"]*"/.exec(label) ?? [];
    return text === '' ? undefined : kindAndName.slice(0, MAX_LABEL_CHARS);
  };
}

/** The current memory and page. An unreadable page is reported in the text, because the model may go elsewhere. */
async function currentState(task: AgentTask, progress: Progress, budgets: AgentBudgets, deadline: Deadline) {
  const view = progress.pageIsInResult ? 'The part of the page above is the latest observation.' : await look(task, progress, deadline);
  const left = budgets.maxSteps - progress.steps;
  const hurry = left <= 3 ? ` Only ${left} left: finish and call done.` : '';
  const memory = task.redact(progress.memory.render(task.marks, progress.steps - 2));
  return {
    memory: `Step ${progress.steps + 1} of ${budgets.maxSteps}.${hurry}${memory === '' ? '' : `\n${memory}`}`,
    page: task.redact(view),
  };
}

async function look(task: AgentTask, progress: Progress, deadline: Deadline): Promise<string> {
  using limit = deadline.within(OBSERVE_TIMEOUT_MS, 'looking at the page');
  try {
    const view = await limit.race(task.observe(limit));
    progress.memory.visited(view.url);
    progress.pageUrl = view.url;
    progress.seen.add(task.redact(view.text), view.at ?? 0, true);
    return `The page now:\n${task.marks.wrap(view.text)}${tabsText(view)}`;
  } catch (problem) {
    deadline.throwIfEnded();
    return `The page cannot be read now: ${toErrorBody(problem).message}`;
  }
}

/** The tabs' numbers, for `switch_tab`; empty for a single tab. */
function tabsText({ tabs = [] }: PageView): string {
  if (tabs.length < 2) return '';
  return `\nOpen tabs: ${tabs.map(({ index, url, active }) => `${index}${active ? ' (this one)' : ''} ${url}`).join(', ')}`;
}

function nudge(reply: ModelReply): string {
  if (reply.end === 'refused')
    return 'You declined. If the job must not be done, call browser_dom with action "done", success=false and the reason.';
  if (reply.end === 'cut') return 'Your answer was cut off at the output limit. Answer with one short call of browser_dom.';
  if (reply.text.trim() === '') return 'Your answer was empty. Call browser_dom: the next action, or action "done".';
  return 'Nothing was executed: an answer in words does nothing. Call browser_dom: the next action, or action "done" with summary and verified.';
}

function gaveUp(reply: ModelReply): End {
  const said = reply.text.trim() === '' ? '' : ` Its last answer: ${clip(reply.text.trim(), 300)}`;
  const what =
    reply.end === 'refused' ? 'The model declined the job' : `The model did not use the browser in ${MAX_USELESS_ANSWERS} answers in a row`;
  const error: ErrorBody = { code: 'LLM_ERROR', message: `${what}.${said}`, details: { end: reply.end } };
  return { status: reply.end === 'refused' ? 'failure' : 'error', summary: error.message, error };
}

/** What the model said before it acted, else its calls: most models act without comment. */
function thoughtOf(task: AgentTask, reply: ModelReply): string {
  const calls = reply.toolCalls.map(({ input }) =>
    [input.action, input.selector ?? input.url].filter((word) => typeof word === 'string').join(' '),
  );
  return clip(task.redact(reply.text.trim() || reply.reasoning.trim() || calls.join('; ')), MAX_THOUGHT_CHARS);
}

/** The summary of a run that ends without a final answer. */
function stoppedSummary(progress: Progress, error: ErrorBody): string {
  const done = progress.memory.recentActions(3);
  return `${error.message}${done.length === 0 ? ' Nothing was done.' : ` Last actions: ${done.join('; ')}.`}`;
}

function finish(progress: Progress, end: End): AgentResult {
  return { verified: '', data: {}, ...end, tokens: progress.tokens, steps: progress.steps };
}
