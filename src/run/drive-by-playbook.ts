import type { Deadline } from '../base/deadline.ts';
import { noUsage } from '../model/index.ts';
import { type LoginMemory, type PlaybookResult, runPlaybook } from '../playbook-run/index.ts';
import type { DriveContext } from './drive-context.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import { recover } from './recover.ts';

/** Replays the playbook; what it cannot do goes to the agent, unless the run is for playbooks only. */
export async function driveByPlaybook(
  context: DriveContext,
  plan: Extract<Plan, { driver: 'playbook' }>,
  login: LoginMemory,
  deadline: Deadline,
): Promise<Outcome> {
  const { parts, open, secrets, recorder } = context;
  const result = await runPlaybook(
    {
      playbook: plan.playbook,
      parameters: plan.parameters,
      session: open.session,
      dispatcher: context.dispatcherWith({}),
      secrets,
      emit: recorder.emit,
      ...(parts.config.start_url !== undefined && { startUrl: parts.config.start_url }),
      login,
    },
    deadline,
  );
  if (result.kind !== 'handoff') return outcomeOf(result);
  return recover(context, plan.playbook, result, deadline);
}

/** A playbook's result without recovery. */
export function outcomeOf(result: PlaybookResult): Outcome {
  return {
    driver: 'playbook',
    summary: result.kind === 'completed' ? result.summary : result.error.message,
    ...(result.kind !== 'completed' && { error: result.error }),
    data: result.outputs,
    extractedTexts: result.extractedTexts,
    stepResults: result.stepResults,
    ledger: result.ledger,
    tokens: noUsage,
    warnings: [],
  };
}
