import { traitsOf } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { bindStep, type Playbook, type Step } from '../../playbook/index.ts';
import { PlaybookDialogs } from '../dialogs/playbook-dialogs.ts';
import { EffectWatch } from '../effects/effect-watch.ts';
import { Ledger } from '../effects/ledger.ts';
import type { PlaybookRunDeps } from '../playbook-run-types.ts';
import { runStepsFrom, type Steps, type StepsEnd } from '../run-steps.ts';
import { stepWrites } from '../steps/step-traits.ts';

/** How many steps at the end of the playbook, after the failed one, only read or open pages. */
export function countReadingSteps({ steps }: Playbook, failedStep: number): number {
  const after = steps.slice(failedStep);
  return after.length - 1 - after.findLastIndex((step) => !onlyReads(step));
}

function onlyReads(step: Step): boolean {
  return !stepWrites(step) && (step.action === 'api_request' || !traitsOf(step.action).maySend);
}

/** Whether every step has the values that it needs. */
export function canRunFrom({ steps }: Playbook, first: number, values: Readonly<Record<string, string>>): boolean {
  const stored = { ...values };
  return steps.slice(first - 1).every((step) => {
    const bound = bindStep(step, stored).ok;
    if ('store_as' in step && step.store_as !== undefined) stored[step.store_as] ??= '';
    return bound;
  });
}

/** Runs the last steps of a playbook, which only read, after an agent did those before. Does not reject for expected failures. */
export async function runReadingSteps(
  deps: PlaybookRunDeps,
  first: number,
  values: Record<string, string>,
  deadline: Deadline,
): Promise<StepsEnd> {
  const { session, secrets, emit, playbook } = deps;
  const ledger = new Ledger(emit);
  using effects = new EffectWatch({ session, ledger, secrets, reads: [...playbook.reads, ...deps.reads], log: deadline.log });
  using dialogs = new PlaybookDialogs(session, playbook.auth?.dialog);
  const progress: Steps = { stepResults: [], outputs: {}, extractedTexts: [], warnings: [] };
  const end = await runStepsFrom({ ...deps, ledger, effects, dialogs, values }, first, progress, deadline);
  return { ...progress, error: end?.error };
}
