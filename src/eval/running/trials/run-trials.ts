import type { Deadline } from '../../../base/index.ts';
import type { Journal } from '../../records/journal.ts';
import { scoreCase } from '../../scoring/score-case.ts';
import type { EvalCase } from '../../suite/suite.ts';
import type { EvalParts } from '../eval-deps.ts';
import type { Limits } from '../limits.ts';
import { runTrial } from './run-trial.ts';
import type { Slot } from './slot.ts';

/** Wait before a retry, for infrastructure that needs a moment to recover. */
const BEFORE_RETRY_MS = 1_000;

/** A trial that has no verdict yet. */
export interface OpenTrial {
  one: EvalCase;
  trial: number;
}

interface Work {
  deps: EvalParts;
  slot: Slot;
  journal: Journal;
  limits: Limits;
  /** The next trial; undefined when there are no more. */
  next: () => OpenTrial | undefined;
  total: number;
}

/** Runs one trial after the other until there are no more, a limit is reached or the evaluation is stopped. */
export async function runTrials(work: Work, deadline: Deadline): Promise<void> {
  while (!work.deps.signal.aborted && work.limits.reached() === undefined) {
    const trial = work.next();
    if (trial === undefined) return;
    work.limits.ended(await untilVerdict(work, trial, deadline));
  }
}

/** Retries a trial after infrastructure failures, as often as the suite allows. Returns whether there is a verdict. */
async function untilVerdict({ deps, slot, journal, total }: Work, { one, trial }: OpenTrial, deadline: Deadline): Promise<boolean> {
  const reportProgress = () => {
    const lines = journal.lines;
    const score = scoreCase(one, trial, lines).trials[trial - 1]!;
    const done = lines.filter((line) => line.type === 'finished').length;
    deps.onProgress({ type: 'trial', caseId: one.id, score, done, of: total });
  };
  for (let retries = 0; ; retries++) {
    const attempt = 1 + journal.lines.filter((line) => line.type === 'started' && line.case_id === one.id && line.trial === trial).length;
    const runId = `${one.id}-t${trial}${attempt > 1 ? `-a${attempt}` : ''}`;
    const identity = { case_id: one.id, trial, attempt, run_id: runId };
    await journal.append({ type: 'started', ...identity, at: new Date().toISOString() });
    const end = await runTrial(deps, { one, trial, attempt, runId }, slot);
    if (end.kind === 'finished') {
      await journal.append(end.record);
      reportProgress();
      return true;
    }
    await journal.append({ type: 'infrastructure', ...identity, at: new Date().toISOString(), reason: end.reason, cost_usd: end.costUsd });
    deps.onProgress({ type: 'infrastructure', caseId: one.id, trial, attempt, reason: end.reason });
    if (retries >= deps.suite.infrastructure_retries) {
      reportProgress();
      return false;
    }
    await deadline.pause(BEFORE_RETRY_MS);
    await slot.restart(deadline);
  }
}
