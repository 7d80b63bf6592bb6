import type { Deadline } from '../../base/index.ts';
import type { ErrorBody, LedgerEntry, StepResult } from '../../contract/index.ts';
import { toErrorBody } from '../../contract/index.ts';
import type { Models } from '../../model/index.ts';
import { bindStep, type Playbook, type Step } from '../../playbook/index.ts';
import { holdsNow, type PlaybookResult, stepWrites, verificationError, verifyStep } from '../../playbook-run/index.ts';
import { failedEarly, type Outcome } from '../ending/outcome.ts';
import { playbookOutcome } from '../ending/playbook-outcome.ts';
import { driveByAgent } from './drive-by-agent.ts';
import type { DriveContext } from './drive-context.ts';
import { spentEffects } from './spent-effects.ts';

/** How long a verification that should hold already may take to be looked at. */
const LOOK_MS = 200;

type HandedOff = Extract<PlaybookResult, { kind: 'handoff' }>;

/**
 * Gives a handoff to the agent in the same browser. Its success ends the run, if what the remaining steps expected holds then; its failure
 * is combined with the step's. A handoff that cannot start (no model, no key) returns the step's own error.
 */
export async function recover(context: DriveContext, playbook: Playbook, result: HandedOff, deadline: Deadline): Promise<Outcome> {
  const { parts, open, recorder } = context;
  const step = result.handoff.failed_step.number;
  const alone = playbookOutcome(result);
  const refuse = async (reason: string) => {
    await recorder.emit({ type: 'handoff', step, reason, taken: false });
    return alone;
  };
  if (parts.config.execution_mode === 'playbook_only') return refuse('This run is for playbooks only.');
  let models: Models;
  try {
    models = parts.models();
    // A tab that crashed or was closed is replaced by an empty one, from which an agent can begin again.
    await open.session.recover(deadline);
  } catch (problem) {
    return refuse(toErrorBody(problem).message);
  }
  await recorder.emit({ type: 'handoff', step, reason: result.handoff.error.message, taken: true });
  const steps = boundSteps(playbook, result);
  const task = { models, handoff: result.handoff, spent: spentEffects(steps, result.ledger) };
  const writesBefore = open.session.writesSent();
  // However the recovery ends (cancelled, or by what nobody planned): what the playbook did stays in the report, its effects above all.
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
      { failed: doubt !== undefined, wrote: open.session.writesSent() > writesBefore },
      deadline,
    ),
    tokens: agent.tokens,
    warnings: agent.warnings,
  };
  if (doubt === undefined) return { ...shared, summary: agent.summary };
  const error = combined(failed, result.handoff.error, doubt);
  return { ...shared, summary: error.message, error };
}

/** The steps with what was stored so far; a step whose values never came keeps no expectation that could be looked at. */
function boundSteps(playbook: Playbook, result: HandedOff): Step[] {
  return playbook.steps.map((step) => {
    const bound = bindStep(step, result.outputs);
    return bound.ok ? bound.step : { ...step, verify: undefined };
  });
}

/** "step: …; recovery: …", unless the playbook has words of its own for the user; then the technical text stays in the details. */
function combined(failed: StepResult | undefined, step: ErrorBody, recovery: ErrorBody): ErrorBody {
  const technical = `step: ${step.message}; recovery: ${recovery.message}`;
  const said = failed?.detail === undefined ? undefined : failed.error?.message;
  return {
    code: step.code,
    message: said ?? technical,
    failure: step.failure,
    recovery: { code: recovery.code, failure: recovery.failure },
    details: {
      step: step.message,
      recovery: recovery.message,
      recovery_code: recovery.code,
      ...(recovery.failure && { recovery_reason: recovery.failure.reason }),
    },
  };
}

function afterRecovery(failed: StepResult, step: ErrorBody, doubt: ErrorBody | undefined): StepResult {
  const { error, detail: _detail, ...rest } = failed;
  if (doubt === undefined) return { ...rest, status: 'recovered' };
  return { ...rest, ...(error && { error }), detail: `step: ${step.message}; recovery: ${doubt.message}` };
}

/** The last of the remaining steps' verifications that the page can answer. An agent's word is not enough. */
async function lastExpectation(context: DriveContext, remaining: readonly Step[], deadline: Deadline): Promise<ErrorBody | undefined> {
  const step = remaining.findLast((one) => one.verify !== undefined && one.verify.expect_output_contains === undefined);
  if (step?.verify === undefined) return undefined;
  try {
    const verified = await verifyStep(context.open.session, step.verify, undefined, deadline);
    if (verified.ok) return undefined;
    return verificationError(`The agent said that it was done, but what the playbook expects at its end does not hold: ${verified.reason}`);
  } catch (problem) {
    return toErrorBody(problem);
  }
}

/**
 * The ledger after an agent: an effect that was unknown, or that the playbook had not come to, is verified when its own step's verification
 * holds now. After a failed recovery in which something was sent, an effect that the playbook had not come to is `unknown`: the agent may have
 * done it, and nothing can tell.
 */
async function settledLedger(
  context: DriveContext,
  steps: readonly Step[],
  ledger: LedgerEntry[],
  recovery: { failed: boolean; wrote: boolean },
  deadline: Deadline,
): Promise<LedgerEntry[]> {
  const settled: LedgerEntry[] = [];
  for (const [index, step] of steps.entries()) {
    const entry = ledger.find((one) => one.step === index + 1);
    const open = entry === undefined ? stepWrites(step) : entry.state === 'unknown';
    if (open && (await holdsNow(context.open.session, step.verify, deadline, LOOK_MS).catch(() => false))) {
      settled.push({ step: index + 1, description: step.description || step.action, state: 'verified' });
    } else if (entry) settled.push(entry);
    else if (stepWrites(step) && recovery.failed && recovery.wrote) {
      settled.push({ step: index + 1, description: step.description || step.action, state: 'unknown' });
    }
  }
  return settled;
}
