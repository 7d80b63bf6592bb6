import { RoteError } from '../contract/index.ts';
import { readHeader } from './records/header.ts';
import { readJournal } from './records/journal.ts';
import { writeReports } from './reporting/write-reports.ts';
import type { EvalReport } from './scoring/report-schema.ts';
import { scoreSuite } from './scoring/score-suite.ts';
import { readStoredSuite } from './suite/parse-suite.ts';
import type { EvalSuite } from './suite/suite.ts';

/**
 * Judges the trials of a folder again, without running anything, and rewrites its reports: by the suite they ran with, or by another version of it.
 * Throws NOT_FOUND and VALIDATION_FAILED.
 */
export async function rescore(folder: string, suite?: EvalSuite): Promise<EvalReport> {
  const header = await readHeader(folder);
  if (header === undefined) throw new RoteError('NOT_FOUND', `${folder} holds no trials: give the folder that --report named.`);
  const judged = suite ?? readStoredSuite(header.suite);
  if (judged === undefined)
    throw new RoteError('VALIDATION_FAILED', `This version cannot read the suite stored in ${folder}: give it with --suite.`);
  const report = scoreSuite(judged, header, await readJournal(folder));
  if (report.cases.length === 0) throw new RoteError('VALIDATION_FAILED', `No case of the suite has trials in ${folder}.`);
  await writeReports(folder, report);
  return report;
}
