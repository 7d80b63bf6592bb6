import { type Action, isSequence } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { classifyGoal } from '../../blinders/index.ts';
import type { ErrorBody, Handoff, LedgerEntry, LedgerState, StepResult } from '../../contract/index.ts';
import { toErrorBody } from '../../contract/index.ts';
import { bindStep, type Step } from '../../playbook/index.ts';
import {
  canCheckLater,
  canRunFrom,
  countReadingSteps,
  makesPageSend,
  type NumberedStep,
  type PlaybookResult,
  type PlaybookRunDeps,
  RemainingSteps,
  runReadingSteps,
  type StepsEnd,
  stepWrites,
  verificationError,
  verifyStep,
} from '../../playbook-run/index.ts';
import { type AgentAct, AgentEffects } from './agent-effects.ts';

export type HandedOff = Extract<PlaybookResult, { kind: 'handoff' }>;

/**
 * What an agent does for a playbook, judged by the playbook: the expectations of the steps left to it are watched from the handoff on,
 * what it sends belongs to these steps, and the steps at the end that only read are run as written once it is done.
 */
export class Recovery implements Disposable {
  readonly effects: AgentEffects;
  /** All steps, bound to the values stored so far. */
  readonly bound: readonly Step[];
  readonly #deps: PlaybookRunDeps;
  readonly #result: HandedOff;
  readonly #remaining: RemainingSteps;
  /** Those that the agent does. */
  readonly #steps: readonly NumberedStep[];
  /** The number of the first step that is run after the agent; undefined if none is. */
  readonly #after: number | undefined;
  #ran: StepsEnd | undefined;
  #lastAct = 0;

  constructor(deps: PlaybookRunDeps, result: HandedOff, deadline: Deadline) {
    this.#deps = deps;
    this.#result = result;
    const { playbook, session, secrets, emit } = deps;
    const first = result.handoff.failed_step.number;
    const reading = countReadingSteps(playbook, first);
    const after = playbook.steps.length - reading + 1;
    this.#after = reading > 0 && canRunFrom(playbook, after, result.values) ? after : undefined;
    this.bound = playbook.steps.map((step) => boundStep(step, result.values));
    const bound = this.bound.map((step, index) => ({ number: index + 1, step }));
    this.#steps = bound.slice(first - 1, (this.#after ?? playbook.steps.length + 1) - 1);
    const isUnknown = (number: number) => result.ledger.some((entry) => entry.step === number && entry.state === 'unknown');
    const earlier = bound.slice(0, first - 1).filter(({ number }) => isUnknown(number));
    this.#remaining = new RemainingSteps(session, [...earlier, ...this.#steps]);
    const reads = [...playbook.reads, ...deps.reads];
    this.effects = new AgentEffects({ session, secrets, reads, log: deadline.log, emit, step: first });
  }

  [Symbol.dispose](): void {
    this.effects[Symbol.dispose]();
    this.#remaining[Symbol.dispose]();
  }

  /** What the agent gets: its own steps, and those that are run afterwards. */
  get handoff(): Handoff {
    const { handoff } = this.#result;
    const isOwn = ({ number }: { number: number }) => this.#after === undefined || number < this.#after;
    const { remaining_steps: all } = handoff;
    return { ...handoff, remaining_steps: all.filter(isOwn), run_afterwards: all.filter((step) => !isOwn(step)) };
  }

  /** Whether a success needs a change that was sent: a declared one that is still to do, or one that nothing else can prove. */
  mustChange(directive: string): boolean {
    const { ledger } = this.#result;
    if (this.#steps.some(({ step, number }) => isNeeded(step) && stepWrites(step) && !ledger.some((entry) => entry.step === number)))
      return true;
    const proof = this.#lastChecked();
    const isProvable = proof !== undefined && !this.#remaining.heldThroughout(proof.number);
    if (isProvable || ledger.length > 0 || !this.#steps.some(({ step }) => isNeeded(step) && makesPageSend(step))) return false;
    return ['interact', 'fill_form'].includes(classifyGoal(directive).goalType);
  }

  /** Looks at the expectations: at the handoff, after each action of the agent, and when the page has settled. */
  async look(act: AgentAct | undefined, deadline: Deadline): Promise<void> {
    if (act !== undefined) this.#lastAct = act.number;
    await this.#remaining.look(this.#lastAct, deadline);
  }

  /** Whether the playbook agrees that the agent is done: its last expectation holds, and the steps after the agent can be run. */
  async confirm(deadline: Deadline): Promise<ErrorBody | undefined> {
    return (await this.#lastExpectation(deadline)) ?? (await this.#runAfterwards(deadline));
  }

  /** What the steps after the agent returned. */
  get ran(): StepsEnd | undefined {
    return this.#ran;
  }

  /** Gives the effects of the agent to the steps. The ledger of the whole run. */
  async ledger(): Promise<LedgerEntry[]> {
    const effective = this.effects.effective();
    for (const act of effective) {
      const { number, step } = this.#stepOf(act);
      const shown = this.#remaining.shownAfter(number);
      const isLast = !effective.some((later) => later.number > act.number && later.number <= (shown ?? 0));
      await this.effects.assign(act, {
        step: number,
        declared: stepWrites(step),
        verified: shown !== undefined && act.number <= shown && isLast,
      });
    }
    const known = this.#result.ledger.map((entry) =>
      entry.state === 'unknown' && this.#remaining.shownAfter(entry.step) !== undefined ? { ...entry, state: 'verified' as const } : entry,
    );
    return [...known, ...this.effects.ledger()].sort((a, b) => a.step - b.step);
  }

  /**
   * The results of the steps that the agent did, as far as something shows it, and of those after it. `doubt`: why the
   * recovery failed.
   */
  stepResults(ledger: readonly LedgerEntry[], doubt: ErrorBody | undefined): StepResult[] {
    const before = this.#result.stepResults.slice(0, -1);
    const failed = this.#result.stepResults.at(-1);
    const own = this.#steps.flatMap(({ number, step }) => {
      const state = stateOf(ledger, number);
      const isDone =
        this.#remaining.shownAfter(number) !== undefined || ledger.some((entry) => entry.step === number && entry.driver === 'agent');
      const effect = state === undefined ? {} : { effect: state, verified: state === 'verified' };
      if (number === failed?.step) return [{ ...afterRecovery(failed, this.#result.handoff.error, doubt), ...effect }];
      if (!isDone && !this.effects.acts().some((act) => didStep(step, act))) return [];
      const { action, description } = step;
      return [
        {
          step: number,
          action,
          description,
          status: 'recovered' as const,
          driver: 'agent' as const,
          attempts: 1,
          duration_ms: 0,
          ...effect,
        },
      ];
    });
    return [
      ...before,
      ...(failed !== undefined && own[0]?.step !== failed.step ? [afterRecovery(failed, this.#result.handoff.error, doubt)] : []),
      ...own,
      ...(this.#ran?.stepResults ?? []),
    ];
  }

  /** The last step of the agent whose expectations the page can answer. Whether a conditional one was needed is not known. */
  #lastChecked(): NumberedStep | undefined {
    return this.#steps.findLast(
      ({ step }, index) => step.verify !== undefined && canCheckLater(step.verify) && (index === 0 || isNeeded(step)),
    );
  }

  async #lastExpectation(deadline: Deadline): Promise<ErrorBody | undefined> {
    const last = this.#lastChecked();
    if (last?.step.verify === undefined) return undefined;
    const isAccepted = this.effects.effective().every((act) => this.effects.stateOf(act) === 'committed');
    if (isAccepted && this.#remaining.shownAfter(last.number) !== undefined) return undefined;
    try {
      const verified = await verifyStep(this.#deps.session, last.step.verify, undefined, deadline);
      if (!verified.ok) return verificationError(`What step ${last.number} of the playbook expects does not hold: ${verified.reason}`);
      this.#remaining.noteShown(last.number, this.#lastAct);
      return undefined;
    } catch (problem) {
      deadline.throwIfEnded();
      return toErrorBody(problem);
    }
  }

  async #runAfterwards(deadline: Deadline): Promise<ErrorBody | undefined> {
    if (this.#after === undefined) return undefined;
    this.effects.endActs(this.#after);
    this.#ran = await runReadingSteps(this.#deps, this.#after, { ...this.#result.values }, deadline);
    return this.#ran.error;
  }

  /** The step that an effective action did: the first that had come true after it, else the first that may send something. */
  #stepOf(act: AgentAct): NumberedStep {
    const shown = this.#steps.find(({ number, step }) => makesPageSend(step) && (this.#remaining.shownAfter(number) ?? 0) >= act.number);
    const open = this.#steps.filter(({ number }) => this.#remaining.shownAfter(number) === undefined);
    const sends = [...open, ...this.#steps];
    return shown ?? sends.find(({ step }) => stepWrites(step)) ?? sends.find(({ step }) => makesPageSend(step)) ?? this.#steps[0]!;
  }
}

function isNeeded({ when, optional }: Step): boolean {
  return when === undefined && optional !== true;
}

/** A step that lacks a value has no expectation that can be checked. */
function boundStep(step: Step, values: Readonly<Record<string, string>>): Step {
  const bound = bindStep(step, values);
  return bound.ok ? bound.step : { ...step, verify: undefined };
}

function afterRecovery(failed: StepResult, step: ErrorBody, doubt: ErrorBody | undefined): StepResult {
  const { error, detail: _detail, ...rest } = failed;
  if (doubt === undefined) return { ...rest, status: 'recovered', driver: 'agent' };
  return { ...rest, error, detail: `step: ${step.message}; recovery: ${doubt.message}` };
}

/** The surest thing that is known of the step's effects. */
function stateOf(ledger: readonly LedgerEntry[], number: number): LedgerState | undefined {
  const states = ledger.filter(({ step }) => step === number).map(({ state }) => state);
  return (['verified', 'committed', 'unknown', 'intended'] as const).find((state) => states.includes(state));
}

/** What of a step's input tells it apart. */
const TELLING = ['text', 'key', 'option', 'value', 'label', 'url', 'checked', 'files'] as const;

/** Whether the agent did the same as the step says, with the same input. A click says too little. */
function didStep(step: Step, { request: { command }, outcome }: AgentAct): boolean {
  if (outcome?.ok !== true || !('params' in step)) return false;
  const given = step.params as Record<string, unknown>;
  const names = TELLING.filter((name) => given[name] !== undefined);
  const isSame = (action: Action) =>
    action.action === step.action &&
    names.every((name) => JSON.stringify((action as Record<string, unknown>)[name]) === JSON.stringify(given[name]));
  return names.length > 0 && (isSequence(command) ? command.actions : [command]).some(isSame);
}
