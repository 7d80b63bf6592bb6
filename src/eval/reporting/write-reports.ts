import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { type EvalReport, evalReportSchema } from '../scoring/report-schema.ts';
import { csvReport } from './csv-report.ts';
import { htmlReport } from './html/html-report.ts';
import { junitReport } from './junit-report.ts';

export const REPORT_FILES = { json: 'report.json', html: 'report.html', junit: 'junit.xml', csv: 'trials.csv' } as const;

/** Writes the report in its four formats, each file atomically. */
export async function writeReports(folder: string, report: EvalReport): Promise<void> {
  const write = (name: string, text: string) => writeFileWhole(join(folder, name), text);
  await write(REPORT_FILES.html, htmlReport(report, folder));
  await write(REPORT_FILES.junit, junitReport(report));
  await write(REPORT_FILES.csv, csvReport(report));
  await write(REPORT_FILES.json, `${JSON.stringify(report, null, 2)}\n`);
}

/** Reads a report by its folder or its file. Throws NOT_FOUND and VALIDATION_FAILED. */
export async function readReport(path: string): Promise<EvalReport> {
  const file = path.endsWith('.json') ? path : join(path, REPORT_FILES.json);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new RoteError('NOT_FOUND', `There is no report at ${file}: give the folder that --report named.`, { cause });
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new RoteError('VALIDATION_FAILED', `${file} is not JSON.`, { cause });
  }
  const parsed = evalReportSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new RoteError('VALIDATION_FAILED', `${file} is not an evaluation report.`, { cause: parsed.error });
}
