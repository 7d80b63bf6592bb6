import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { errorMessage, parseJson } from '../../base/index.ts';
import {
  type Manifest,
  manifestSchema,
  RoteError,
  type RunEvent,
  type RunReport,
  runEventSchema,
  runReportSchema,
} from '../../contract/index.ts';
import { errnoOf } from '../errno.ts';

/** The readable content of a run folder. */
interface ReadRun {
  runId: string;
  folder: string;
  report: RunReport | undefined;
  /** Whole events in order, up to the first damaged one. */
  events: RunEvent[];
  /** Written last, so undefined for a run that did not finish. */
  manifest: Manifest | undefined;
  /** Absolute path of trace.zip if the run has one. */
  trace: string | undefined;
  /**
   * What is missing or damaged, one sentence each. A killed process may leave an incomplete last event and no manifest.
   */
  problems: string[];
}

interface ListedRun {
  runId: string;
  folder: string;
  /** From status.json; undefined if it is missing or damaged. */
  report: RunReport | undefined;
  /** When the folder was created or last changed, in milliseconds since 1970. */
  changedAt: number;
}

/** Reads a run folder. Throws NOT_FOUND if it does not exist; reports damage in `problems` instead of throwing. */
export async function readRun(folder: string): Promise<ReadRun> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true)
    throw new RoteError('NOT_FOUND', `There is no run folder ${folder}: list the runs with \`rote runs\`.`);
  const problems: string[] = [];
  const report = await readJson(join(folder, 'status.json'), runReportSchema, problems);
  const manifest = await readJson(join(folder, 'manifest.json'), manifestSchema, problems);
  const events = await readEvents(join(folder, 'events.ndjson'), problems);
  const trace = join(folder, 'trace.zip');
  const hasTrace = (await stat(trace).catch(() => undefined))?.isFile() === true;
  if (manifest !== undefined && manifest.events !== events.length) {
    problems.push(`events.ndjson holds ${events.length} events, the manifest says ${manifest.events}.`);
  }
  return { runId: basename(folder), folder, report, events, manifest, trace: hasTrace ? trace : undefined, problems };
}

/** Every run in a folder, newest first; empty for a missing folder. */
export async function listRuns(runsFolder: string): Promise<ListedRun[]> {
  const names = await readdir(runsFolder, { withFileTypes: true }).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  const runs = names
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(async ({ name }): Promise<ListedRun> => {
      const folder = join(runsFolder, name);
      const [report, { mtimeMs }] = await Promise.all([readJson(join(folder, 'status.json'), runReportSchema, []), stat(folder)]);
      return { runId: name, folder, report, changedAt: mtimeMs };
    });
  return (await Promise.all(runs)).sort((a, b) => startOf(b) - startOf(a));
}

function startOf(run: ListedRun): number {
  return run.report === undefined ? run.changedAt : Date.parse(run.report.started_at) || run.changedAt;
}

async function readJson<T>(path: string, schema: z.ZodType<T>, problems: string[]): Promise<T | undefined> {
  const name = basename(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    problems.push(errnoOf(error) === 'ENOENT' ? `${name} is missing.` : `${name} cannot be read: ${errorMessage(error)}.`);
    return undefined;
  }
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  problems.push(`${name} is damaged: ${parsed.error.issues[0]?.message ?? 'unknown problem'}.`);
  return undefined;
}

async function readEvents(path: string, problems: string[]): Promise<RunEvent[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    problems.push(errnoOf(error) === 'ENOENT' ? 'events.ndjson is missing.' : `events.ndjson cannot be read: ${errorMessage(error)}.`);
    return [];
  }
  const events: RunEvent[] = [];
  const lines = text.split('\n');
  const incomplete = lines.pop();
  for (const line of lines) {
    const parsed = runEventSchema.safeParse(parseJson(line));
    if (!parsed.success || parsed.data.id !== events.length + 1) {
      problems.push(`events.ndjson is damaged in line ${events.length + 1}; what follows was not read.`);
      return events;
    }
    events.push(parsed.data);
  }
  if (incomplete !== '') problems.push('events.ndjson ends in the middle of an event: the process was killed while it wrote.');
  return events;
}
