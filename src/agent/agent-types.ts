import type { Command, CommandName } from '../actions/index.ts';
import type { Deadline } from '../base/index.ts';
import type { PageMarks } from '../blinders/index.ts';
import type { ErrorBody, EventSink, GuardrailSettings, Handoff, TokenUsage } from '../contract/index.ts';
import type { ActionOutcome, Dispatcher } from '../dispatch/index.ts';
import type { Effort, ModelPort } from '../model/index.ts';

/** What the agent sees of the page before each step. `text` is page text, not yet wrapped in marks. */
export interface PageView {
  text: string;
  url: string;
  title: string;
  /** The moment at which it was read, as `AgentChanges` counts. */
  at?: number;
  /** All open tabs; the model sees them when there are several. */
  tabs?: readonly { index: number; url: string; active: boolean }[];
}

/** What this run may do, for the tool's schema and for the prompt. */
export interface AgentScope {
  /** The actions that the model can call. */
  actions: readonly CommandName[];
  /** read, navigate, interact or fill_form; undefined: no limit. */
  goalType?: string;
  /** null: any public domain. */
  allowedDomains: readonly string[] | null;
  /** The guardrails of the run (in a recovery, the playbook's), so the model knows what will stop it. */
  guardrails?: Pick<GuardrailSettings, 'max_urls_visited' | 'max_consecutive_errors' | 'stuck_repeat_stop'>;
  /** The run's network refuses what may change something, whatever the goal type is. */
  readOnly?: boolean;
}

export interface AgentBudgets {
  /** Answers of the model. */
  maxSteps: number;
  /** Input and output tokens together. */
  maxTokens?: number;
  maxCostUsd?: number;
}

/** What the agent's actions sent that may have changed something, and that the application did not refuse. Moments as of `AgentChanges`. */
export interface Change {
  /** When the first request was sent. */
  first: number;
  /** When the last one was answered. */
  last: number;
  /** A request with an unknown result, in words. */
  objection: string | undefined;
}

/** Knows what the page sends to change something. Moments are counted: each request and each answer is one. */
export interface AgentChanges {
  now(): number;
  /** Waits for answers, for a few seconds at most. */
  soFar(deadline: Deadline): Promise<Change | undefined>;
}

/** Why a success that the answer proves is not one after all; undefined: it is. */
export type ConfirmSuccess = (deadline: Deadline) => Promise<ErrorBody | undefined>;

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
  /** Full effort, reduced after successful steps. Default medium. */
  effort?: Effort;
  /** Names that may be typed as `{credential:name}`. */
  credentialNames?: readonly string[];
  /** Added to the rules, from a profile. */
  promptExtension?: string;
  /** Set if a playbook could not continue: the agent takes over in the same browser, for at most 20 steps. */
  handoff?: Handoff;
  /** JSON schema of `data`. */
  outputSchema?: Record<string, unknown>;
  /** Without it, nothing is known about changes. */
  changes?: AgentChanges;
  /** The job is to change something: a success needs a change that was sent. */
  mustChange?: boolean;
  /** What must hold beside the agent's own proof. */
  confirmSuccess?: ConfirmSuccess;
}

/**
 * `success` and `failure`: reported by the agent, and checked. `budget`: steps, tokens or money are used up. `stuck`:
 * the agent repeated itself. `error`: it could not continue (model, browser, guard, cancellation, timeout).
 */
export interface AgentResult {
  status: 'success' | 'failure' | 'budget' | 'stuck' | 'error';
  summary: string;
  /** What the agent saw on the page that proves the success; otherwise ''. */
  verified: string;
  data: Record<string, unknown>;
  /** A success that needed no change, as the agent reports. */
  unchanged?: boolean;
  tokens: TokenUsage;
  steps: number;
  /** Set unless the status is success. */
  error?: ErrorBody;
}

/** One executed tool call. */
export interface ExecutedCommand {
  command: Command;
  outcome: ActionOutcome;
  /** The moments before and after it, as `AgentChanges` counts. */
  before: number;
  after: number;
}
