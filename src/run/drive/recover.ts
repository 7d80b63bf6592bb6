import type { Deadline } from '../../base/index.ts';
import type { ErrorBody, StepResult } from '../../contract/index.ts';
import { toErrorBody } from '../../contract/index.ts';
import type { Models } from '../../model/index.ts';
import type { PlaybookRunDeps } from '../../playbook-run/index.ts';
import { failedEarly, type Outcome } from '../ending/outcome.ts';
import { playbookOutcome } from '../ending/playbook-outcome.ts';
import { driveByAgent } from './agent-driver.ts';
import type { DriveContext } from './drive-context.ts';
import { type HandedOff, Recovery } from './recovery.ts';
import { spentEffects } from './spent-effects.ts';

/**
 * Hands over to the agent in the same browser. If the agent succeeds and the playbook agrees (recovery.ts), the run is completed; if it
 * fails, its error is combined with the step's. Without a model or key, the step's error is returned.
 */
export async function recover(context: DriveContext, deps: PlaybookRunDeps, result: HandedOff, deadline: Deadline): Promise<Outcome> {
  const { open, recorder } = context;
  const step = result.handoff.failed_step.number;
  const alone = playbookOutcome(result);
  const refuse = async (reason: string) => {
    await recorder.emit({ type: 'handoff', step, reason, taken: false });
    return alone;
  };
  if (context.deps.config.execution_mode === 'playbook_only') return refuse('This run is for playbooks only.');
  let models: Models;
  try {
    models = context.deps.models();
    // Replaces a crashed or closed tab with an empty one, from which an agent can start.
    await open.session.recover(deadline);
  } catch (problem) {
    return refuse(toErrorBody(problem).message);
  }
  await recorder.emit({ type: 'handoff', step, reason: result.handoff.error.message, taken: true });
  using recovery = new Recovery(deps, result, deadline);
  // Even if the recovery is cancelled or fails unexpectedly, the report keeps what the playbook did, above all its effects.
  const agent = await (async () => {
    await recovery.look(undefined, deadline);
    return driveByAgent(context, { models, recovery, spent: spentEffects(recovery.bound, result.ledger) }, deadline);
  })().catch((problem: unknown) => failedEarly(toErrorBody(problem)));
  const doubt = agent.error;
  const ledger = await recovery.ledger();
  const shared = {
    driver: 'playbook+agent' as const,
    data: { ...alone.data, ...agent.data, ...recovery.ran?.outputs },
    extractedTexts: [...alone.extractedTexts, ...agent.extractedTexts, ...(recovery.ran?.extractedTexts ?? [])],
    stepResults: recovery.stepResults(ledger, doubt),
    ledger,
    tokens: agent.tokens,
    warnings: [...alone.warnings, ...agent.warnings, ...(recovery.ran?.warnings ?? [])],
  };
  if (doubt === undefined) return { ...shared, summary: agent.summary };
  const error = combined(result.stepResults.at(-1), result.handoff.error, doubt);
  return { ...shared, summary: error.message, error };
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
