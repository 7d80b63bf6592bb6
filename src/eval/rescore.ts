import { RoteError } from '../contract/index.ts';
import { readHeader } from './records/header.ts';
import { readJournal } from './records/journal.ts';
import { writeReports } from './reporting/write-reports.ts';
import type { EvalReport } from './scoring/report-schema.ts';
import { scoreSuite } from './scoring/score-suite.ts';
import { readKeptSuite } from './suite/parse-suite.ts';
import type { EvalSuite } from './suite/suite.ts';

/**
 * Judges the trials of a folder again, without running anything, and writes its reports anew: by the expectations they were made with, or by
 * those of another version of the suite. Throws NOT_FOUND and VALIDATION_FAILED.
 */
export async function rescore(folder: string, suite?: EvalSuite): Promise<EvalReport> {
  const header = await readHeader(folder);
  if (header === undefined) throw new RoteError('NOT_FOUND', `${folder} holds no trials: give the folder that was given to --report.`);
  const judging = suite ?? readKeptSuite(header.suite);
  if (judging === undefined)
    throw new RoteError('VALIDATION_FAILED', `The suite kept in ${folder} cannot be read by this version: give it with --suite.`);
  const report = scoreSuite(judging, header, await readJournal(folder));
  if (report.cases.length === 0) throw new RoteError('VALIDATION_FAILED', `No case of the suite has trials in ${folder}.`);
  await writeReports(folder, report);
  return report;
}
