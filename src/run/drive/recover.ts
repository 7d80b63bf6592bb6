import type { Deadline } from '../../base/index.ts';
import type { ErrorBody, LedgerEntry, StepResult } from '../../contract/index.ts';
import { toErrorBody } from '../../contract/index.ts';
import type { Models } from '../../model/index.ts';
import { bindStep, type Playbook, type Step } from '../../playbook/index.ts';
import { canCheckLater, holdsNow, type PlaybookResult, stepWrites, verificationError, verifyStep } from '../../playbook-run/index.ts';
import { failedEarly, type Outcome } from '../ending/outcome.ts';
import { playbookOutcome } from '../ending/playbook-outcome.ts';
import { driveByAgent } from './agent-driver.ts';
import type { DriveContext } from './drive-context.ts';
import { spentEffects } from './spent-effects.ts';

/** How long the check of a verification that should already hold may take. */
const LOOK_MS = 200;

type HandedOff = Extract<PlaybookResult, { kind: 'handoff' }>;

/**
 * Hands over to the agent in the same browser. If the agent succeeds and the expectations of the remaining steps hold, the run is
 * completed; if it fails, its error is combined with the step's. Without a model or key, the step's error is returned.
 */
export async function recover(context: DriveContext, playbook: Playbook, result: HandedOff, deadline: Deadline): Promise<Outcome> {
  const { deps, open, recorder } = context;
  const step = result.handoff.failed_step.number;
  const alone = playbookOutcome(result);
  const refuse = async (reason: string) => {
    await recorder.emit({ type: 'handoff', step, reason, taken: false });
    return alone;
  };
  if (deps.config.execution_mode === 'playbook_only') return refuse('This run is for playbooks only.');
  let models: Models;
  try {
    models = deps.models();
    // Replaces a crashed or closed tab with an empty one, from which an agent can start.
    await open.session.recover(deadline);
  } catch (problem) {
    return refuse(toErrorBody(problem).message);
  }
  await recorder.emit({ type: 'handoff', step, reason: result.handoff.error.message, taken: true });
  const steps = boundSteps(playbook, result);
  const task = { models, handoff: result.handoff, spent: spentEffects(steps, result.ledger) };
  const writesBefore = open.session.writesSent();
  // Even if the recovery is cancelled or fails unexpectedly, the report keeps what the playbook did, above all its effects.
  const agent = await driveByAgent(context, task, deadline).catch((problem: unknown) => failedEarly(toErrorBody(problem)));
  const doubt = agent.error ?? (await lastExpectation(context, steps.slice(step - 1), deadline));
  const failed = result.stepResults.at(-1);
  const stepResults = failed
    ? [...result.stepResults.slice(0, -1), afterRecovery(failed, result.handoff.error, doubt)]
    : result.stepResults;
  const shared = {
    driver: 'playbook+agent' as const,
    data: { ...alone.data, ...agent.data },
    extractedTexts: [...alone.extractedTexts, ...agent.extractedTexts],
    stepResults,
    ledger: await settledLedger(
      context,
      steps,
      result.ledger,
      { from: step, failed: doubt !== undefined, wrote: open.session.writesSent() > writesBefore },
      deadline,
    ),
    tokens: agent.tokens,
    warnings: [...alone.warnings, ...agent.warnings],
  };
  if (doubt === undefined) return { ...shared, summary: agent.summary };
  const error = combined(failed, result.handoff.error, doubt);
  return { ...shared, summary: error.message, error };
}

/** The steps bound to the values stored so far; a step that lacks a value has no expectation that can be checked. */
function boundSteps(playbook: Playbook, result: HandedOff): Step[] {
  return playbook.steps.map((step) => {
    const bound = bindStep(step, result.values);
    return bound.ok ? bound.step : { ...step, verify: undefined };
  });
}

/** "step: …; recovery: …", unless the playbook has a failure_message; then the technical text is only in the details. */
function combined(failed: StepResult | undefined, step: ErrorBody, recovery: ErrorBody): ErrorBody {
  const technical = `step: ${step.message}; recovery: ${recovery.message}`;
  const failureMessage = failed?.detail === undefined ? undefined : failed.error?.message;
  return {
    code: step.code,
    message: failureMessage ?? technical,
    failure: step.failure,
    recovery: { code: recovery.code, failure: recovery.failure },
    details: {
      step: step.message,
      recovery: recovery.message,
      recovery_code: recovery.code,
      recovery_reason: recovery.failure?.reason,
    },
  };
}

function afterRecovery(failed: StepResult, step: ErrorBody, doubt: ErrorBody | undefined): StepResult {
  const { error, detail: _detail, ...rest } = failed;
  if (doubt === undefined) return { ...rest, status: 'recovered' };
  return { ...rest, error, detail: `step: ${step.message}; recovery: ${doubt.message}` };
}

/** Checks the last verification of the remaining steps that the page can answer: an agent's word is not enough. */
async function lastExpectation(context: DriveContext, remaining: readonly Step[], deadline: Deadline): Promise<ErrorBody | undefined> {
  // Whether a later conditional step was needed is not known.
  const step = remaining.findLast(
    ({ verify, when, optional }, index) =>
      verify !== undefined && canCheckLater(verify) && (index === 0 || (when === undefined && optional !== true)),
  );
  if (step?.verify === undefined) return undefined;
  try {
    const verified = await verifyStep(context.open.session, step.verify, undefined, deadline);
    if (verified.ok) return undefined;
    return verificationError(`The agent reported success, but the last expectation of the playbook does not hold: ${verified.reason}`);
  } catch (problem) {
    return toErrorBody(problem);
  }
}

/**
 * The ledger after an agent: an effect that was unknown, or that the playbook had not reached, is verified if the verification of its
 * step holds now. After a failed recovery that sent something, an effect that the playbook had not reached is `unknown`: the agent may
 * have caused it.
 */
async function settledLedger(
  context: DriveContext,
  steps: readonly Step[],
  ledger: LedgerEntry[],
  recovery: { from: number; failed: boolean; wrote: boolean },
  deadline: Deadline,
): Promise<LedgerEntry[]> {
  const settled: LedgerEntry[] = [];
  for (const [index, step] of steps.entries()) {
    const entry = ledger.find((known) => known.step === index + 1);
    // A step before the failed one that has no entry had no effect, or was skipped.
    const isReached = index + 1 >= recovery.from && (recovery.wrote || (step.when === undefined && step.optional !== true));
    const open = entry === undefined ? stepWrites(step) && isReached : entry.state === 'unknown';
    if (open && (await holdsNow(context.open.session, step.verify, deadline, LOOK_MS).catch(() => false))) {
      settled.push({ ...(entry ?? newEntry(index + 1, step)), state: 'verified' });
    } else if (entry) settled.push(entry);
    else if (stepWrites(step) && isReached && recovery.failed && recovery.wrote) {
      settled.push({ ...newEntry(index + 1, step), state: 'unknown' });
    }
  }
  return settled;
}

/** An effect that the playbook declares and did not reach: the agent may have caused it. */
function newEntry(number: number, step: Step): Omit<LedgerEntry, 'state'> {
  return { id: String(number), step: number, description: step.description || step.action, driver: 'agent', declared: true, evidence: [] };
}
