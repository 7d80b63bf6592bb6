import { RoteError, type RunEvent, type RunReport } from '../../contract/index.ts';
import type { RecordedRun } from '../../playbook/index.ts';
import { listRuns, readRun } from '../../recording/index.ts';
import { findRunFolder } from '../folders.ts';

/** How many recorded runs of a playbook are read, from the newest back. */
const MAX_RUNS = 20;

/** The newest recorded runs of a playbook, or the one that `run` (an id or a folder) names. */
export async function recordedRuns(playbook: string, runs: string, run: string | undefined): Promise<RecordedRun[]> {
  if (run !== undefined) return [await namedRun(playbook, await findRunFolder(run, runs), run)];
  const folders = (await listRuns(runs)).filter(({ report }) => report?.playbook === playbook).map(({ folder }) => folder);
  const read = await Promise.all(folders.slice(0, MAX_RUNS).map(readRun));
  return read.flatMap(({ report, events }) => (report === undefined ? [] : [recordedRun(report, events)]));
}

async function namedRun(playbook: string, folder: string, run: string): Promise<RecordedRun> {
  const { report, events, problems } = await readRun(folder);
  if (report === undefined) throw new RoteError('VALIDATION_FAILED', `The run "${run}" cannot be read: ${problems[0]}`);
  if (report.playbook !== playbook) {
    const used = report.playbook === null ? 'used no playbook' : `used the playbook "${report.playbook}"`;
    throw new RoteError('VALIDATION_FAILED', `The run "${run}" ${used}, not "${playbook}": name one of its runs.`);
  }
  return recordedRun(report, events);
}

function recordedRun({ run_id: runId, ledger, step_results: results }: RunReport, events: readonly RunEvent[]): RecordedRun {
  const started = events.flatMap((event) => (event.type === 'step_started' && event.step > 0 ? [event] : []));
  const steps = started.flatMap(({ step, action, description }) => {
    const { selector, status } = results.find((result) => result.step === step) ?? {};
    return status === 'skipped' ? [] : [{ step, action, description, selector }];
  });
  return { runId, steps, ledger };
}
