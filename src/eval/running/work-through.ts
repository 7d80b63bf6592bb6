import type { Deadline } from '../../base/index.ts';
import type { Journal } from '../records/journal.ts';
import { scoreCase } from '../scoring/score-case.ts';
import type { EvalCase } from '../suite/suite.ts';
import type { EvalParts } from './eval-deps.ts';
import type { Limits } from './limits.ts';
import { runTrial } from './run-trial.ts';
import type { Slot } from './slot.ts';

/** A pause before a spoilt trial is made again, for what needs a moment to come back. */
const BEFORE_RETRY_MS = 1_000;

/** A trial that has no verdict yet. */
export interface OpenTrial {
  one: EvalCase;
  trial: number;
}

interface Work {
  parts: EvalParts;
  slot: Slot;
  journal: Journal;
  limits: Limits;
  /** The next trial, or undefined when there is none. */
  next: () => OpenTrial | undefined;
  total: number;
}

/** Carries out one trial after the other until there is none, a limit is reached or the evaluation is stopped. */
export async function workThrough(work: Work, deadline: Deadline): Promise<void> {
  while (!work.parts.signal.aborted && work.limits.reached() === undefined) {
    const trial = work.next();
    if (trial === undefined) return;
    work.limits.ended(await untilVerdict(work, trial, deadline));
  }
}

/** Makes a trial again while the infrastructure spoils it, so often as the suite allows. Whether there is a verdict. */
async function untilVerdict({ parts, slot, journal, total }: Work, { one, trial }: OpenTrial, deadline: Deadline): Promise<boolean> {
  const tell = () => {
    const lines = journal.lines;
    const score = scoreCase(one, trial, lines).trials[trial - 1]!;
    const done = lines.filter((line) => line.type === 'finished').length;
    parts.onProgress({ type: 'trial', caseId: one.id, score, done, of: total });
  };
  for (let retries = 0; ; retries++) {
    const attempt = 1 + journal.lines.filter((line) => line.type === 'started' && line.case_id === one.id && line.trial === trial).length;
    const runId = `${one.id}-t${trial}${attempt > 1 ? `-a${attempt}` : ''}`;
    const identity = { case_id: one.id, trial, attempt, run_id: runId };
    await journal.append({ type: 'started', ...identity, at: new Date().toISOString() });
    const end = await runTrial(parts, { one, trial, attempt, runId }, slot);
    if (end.kind === 'finished') {
      await journal.append(end.record);
      tell();
      return true;
    }
    await journal.append({ type: 'infrastructure', ...identity, at: new Date().toISOString(), reason: end.reason, cost_usd: end.costUsd });
    parts.onProgress({ type: 'infrastructure', caseId: one.id, trial, attempt, reason: end.reason });
    if (retries >= parts.suite.infrastructure_retries) {
      tell();
      return false;
    }
    await deadline.pause(BEFORE_RETRY_MS);
    await slot.restart(deadline);
  }
}
