import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTerminal, type RunReport, runReportSchema, type TerminalStatus } from '../contract/index.ts';

/** Reads the report of a run that has published its end; undefined when it is missing, incomplete or not terminal. */
export async function publishedReport(folder: string): Promise<(RunReport & { status: TerminalStatus }) | undefined> {
  const text = await readFile(join(folder, 'status.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = runReportSchema.safeParse(JSON.parse(text));
  if (!parsed.success || !isTerminal(parsed.data.status)) return undefined;
  return { ...parsed.data, status: parsed.data.status };
}
