import type { Command, CommandName } from '../actions/index.ts';
import type { Deadline } from '../base/index.ts';
import type { PageMarks } from '../blinders/index.ts';
import type { ErrorBody, EventSink, GuardrailSettings, Handoff, TokenUsage } from '../contract/index.ts';
import type { ActionOutcome, Dispatcher } from '../dispatch/index.ts';
import type { Effort, ModelPort } from '../model/index.ts';

/** What the agent is shown of the page before each of its steps. `text` is page text: not yet wrapped in marks. */
export interface PageView {
  text: string;
  url: string;
  title: string;
  /** All open tabs; told to the model when there are several. */
  tabs?: readonly { index: number; url: string; active: boolean }[];
}

/** What this run may do, in data for the tool's schema and in words for the prompt. */
export interface AgentScope {
  /** The actions that exist for the model. */
  actions: readonly CommandName[];
  /** read, navigate, interact or fill_form; undefined when nothing is limited. */
  goalType?: string;
  /** null: any public domain. */
  allowedDomains: readonly string[] | null;
  /** The guardrails of the run (a playbook's own ones in a recovery): the model is told what will stop it. */
  guardrails?: Pick<GuardrailSettings, 'max_urls_visited' | 'max_consecutive_errors' | 'stuck_repeat_stop'>;
}

export interface AgentBudgets {
  /** Answers of the model. */
  maxSteps: number;
  /** Input and output tokens together. */
  maxTokens?: number;
  maxCostUsd?: number;
}

export interface AgentTask {
  model: ModelPort;
  dispatcher: Pick<Dispatcher, 'run'>;
  observe(deadline: Deadline): Promise<PageView>;
  marks: PageMarks;
  /** Removes known secrets from everything that goes to the model. */
  redact(text: string): string;
  scope: AgentScope;
  emit: EventSink;
  directive: string;
  budgets: AgentBudgets;
  /** Full effort; steps that go well get less. Default medium. */
  effort?: Effort;
  /** Names that may be typed as `{credential:name}`. */
  credentialNames?: readonly string[];
  /** Added to the rules, from a profile. */
  promptExtension?: string;
  /** A playbook's runner could not go on; the agent takes over in the same browser, for at most 20 steps. */
  handoff?: Handoff;
  /** JSON schema of `data`. */
  outputSchema?: Record<string, unknown>;
}

/**
 * `success` and `failure`: the agent's own, checked word. `budget`: steps, tokens or money are used up. `stuck`: it went in circles.
 * `error`: it could not go on (model, browser, guard, cancelled, out of time); `error` says why.
 */
export interface AgentResult {
  status: 'success' | 'failure' | 'budget' | 'stuck' | 'error';
  summary: string;
  /** What was seen on the page that proves the success; '' without one. */
  verified: string;
  data: Record<string, unknown>;
  tokens: TokenUsage;
  steps: number;
  /** Set unless the status is success. */
  error?: ErrorBody;
}

/** One call of the tool that was carried out. */
export interface CarriedOut {
  command: Command;
  outcome: ActionOutcome;
}
