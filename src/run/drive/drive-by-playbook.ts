import type { Deadline } from '../../base/index.ts';
import { type LoginMemory, type PlaybookRunDeps, runPlaybook } from '../../playbook-run/index.ts';
import type { Outcome } from '../ending/outcome.ts';
import { playbookOutcome } from '../ending/playbook-outcome.ts';
import type { Plan } from '../planning/plan.ts';
import type { DriveContext } from './drive-context.ts';
import { recover } from './recover.ts';

/** Replays the playbook; hands over to the agent if it cannot continue, unless the run is for playbooks only. */
export async function driveByPlaybook(
  context: DriveContext,
  plan: Extract<Plan, { driver: 'playbook' }>,
  login: LoginMemory,
  deadline: Deadline,
): Promise<Outcome> {
  const { deps, open, secrets, recorder } = context;
  context.clock.begin('playbook');
  const playbookDeps: PlaybookRunDeps = {
    playbook: plan.playbook,
    parameters: plan.parameters,
    session: open.session,
    dispatcher: context.dispatcherWith({}),
    secrets,
    emit: recorder.emit,
    startUrl: deps.config.start_url,
    login,
    duringLogin: () => context.readOnly.login(),
    reads: context.profile?.reads ?? [],
  };
  const result = await runPlaybook(playbookDeps, deadline);
  if (result.kind !== 'handoff') return playbookOutcome(result);
  return recover(context, playbookDeps, result, deadline);
}
