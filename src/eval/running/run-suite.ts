import { rmdir } from 'node:fs/promises';
import { Cancelled, startDeadline } from '../../base/index.ts';
import { type Header, writeHeader } from '../records/header.ts';
import { holdFolder } from '../records/hold-folder.ts';
import { type Journal, openJournal } from '../records/journal.ts';
import { writeReports } from '../reporting/write-reports.ts';
import { plannedCases } from '../scoring/planned-trials.ts';
import type { EvalReport } from '../scoring/report-schema.ts';
import { scoreSuite } from '../scoring/score-suite.ts';
import type { EvalCase } from '../suite/suite.ts';
import { checkPrerequisites } from './check-prerequisites.ts';
import type { EvalParts } from './eval-deps.ts';
import { InfrastructureFailure } from './infrastructure-failure.ts';
import { createLimits } from './limits.ts';
import { priceRows } from './price-rows.ts';
import { stopOrphanedTargets } from './start-target.ts';
import { endedHeader, prepareHeader } from './trials/prepare-folder.ts';
import { type OpenTrial, runTrials } from './trials/run-trials.ts';
import { isShared, openSlot, slotsFolder } from './trials/slot.ts';
import { secretsOfTarget } from './trials/trial-secrets.ts';

/**
 * Runs the trials of a suite that have no verdict yet, and writes the reports. A finished trial is on disk before the next one starts. Throws
 * VALIDATION_FAILED and CONFLICT, before anything runs, for what the caller can fix. `stopped`: the evaluation was cancelled.
 */
export async function runSuite(deps: EvalParts): Promise<{ report: EvalReport; stopped: boolean }> {
  const { suite, folder, options } = deps;
  const release = await holdBeforeWriting(deps);
  let journal: Journal | undefined;
  try {
    let header = await prepareHeader(deps);
    journal = await openJournal(folder);
    await stopOrphanedTargets(slotsFolder(folder));
    const ended = await runOpenTrials(deps, header, journal);
    header = endedHeader(header, ended, priceRows(deps, journal.lines));
    await rmdir(slotsFolder(folder));
    await writeHeader(folder, header);
    const report = scoreSuite(suite, header, journal.lines);
    await writeReports(folder, report);
    return { report, stopped: deps.signal.aborted };
  } finally {
    await journal?.close();
    await release();
  }

  async function holdBeforeWriting(own: EvalParts) {
    await checkPrerequisites(
      own,
      plannedCases(suite, { tags: [...options.tags], trials: null }).map(({ one }) => one),
    );
    return holdFolder(folder);
  }
}

/** Runs the open trials on the configured number of slots. Returns why it ended early, or null. */
async function runOpenTrials(deps: EvalParts, header: Header, journal: Journal): Promise<string | null> {
  const { suite, options, signal, onProgress } = deps;
  const planned = plannedCases(suite, header);
  const all = inRounds(planned);
  const done = new Set(journal.lines.filter((line) => line.type === 'finished').map((line) => `${line.case_id} ${line.trial}`));
  const queue = all.filter(({ one, trial }) => !done.has(`${one.id} ${trial}`));
  const parallel = Math.min(
    slotsFor(
      deps,
      planned.map(({ one }) => one),
    ),
    Math.max(1, queue.length),
  );
  onProgress({ type: 'begin', cases: planned.length, trials: all.length, kept: all.length - queue.length, parallel });
  if (queue.length === 0) return null;
  const limits = createLimits(options, suite, journal.lines);
  let failure: unknown;
  // The first slot that fails stops the others before their next trial.
  const stop = new AbortController();
  const work = async (number: number) => {
    using deadline = startDeadline(Number.POSITIVE_INFINITY, 'the evaluation', { signal, log: deps.log });
    const slot = await openSlot(deps, number, deadline);
    try {
      await runTrials(
        { deps, slot, journal, limits, next: () => (stop.signal.aborted ? undefined : queue.shift()), total: all.length },
        deadline,
      );
    } finally {
      await slot.close();
    }
  };
  await Promise.all(
    Array.from({ length: parallel }, (_, index) =>
      work(index + 1).catch((error: unknown) => {
        failure ??= error;
        stop.abort();
      }),
    ),
  );
  if (signal.aborted) return signal.reason instanceof Cancelled ? signal.reason.message : 'it was stopped.';
  if (failure instanceof InfrastructureFailure) return secretsOfTarget(deps).redact(failure.message);
  if (failure !== undefined) throw failure;
  return queue.length > 0 ? (limits.reached() ?? 'it was stopped.') : null;
}

/** The first trial of every case, then the second of every case, so an evaluation that ends early has covered all cases. */
function inRounds(planned: readonly { one: EvalCase; trials: number }[]): OpenTrial[] {
  const rounds = Math.max(0, ...planned.map(({ trials }) => trials));
  return Array.from({ length: rounds }, (_, round) =>
    planned.filter(({ trials }) => round < trials).map(({ one }) => ({ one, trial: round + 1 })),
  ).flat();
}

function slotsFor({ suite, options, onProgress }: EvalParts, cases: readonly EvalCase[]): number {
  const mayInterfere = isShared(suite.target) && !suite.parallel_safe && cases.some((one) => one.setup.length > 0);
  if (!mayInterfere || options.parallel === 1) return options.parallel;
  const message =
    'All trials share one target and have a setup, so they run one after the other (unless the suite declares parallel_safe: true).';
  onProgress({ type: 'note', message });
  return 1;
}
