import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorBody, isTerminal, type RunEvent, type RunReport, type TerminalStatus } from '../contract/index.ts';
import { readRun, sha256Of } from '../recording/index.ts';

/** A run folder that no longer changes and can be committed. */
export interface FinishedFolder {
  status: TerminalStatus;
  error: ErrorBody | null;
  report: RunReport;
  /** All events; the last one is `complete`. */
  events: RunEvent[];
  /** Every file to keep, with its SHA-256 in lower-case hex; the manifest itself comes last. */
  artifacts: FinishedArtifact[];
}

type FinishedArtifact = RunReport['artifacts'][number] & { sha256: string };

/** Reads a folder that its finalizer has completed. undefined when it is missing or incomplete; `completeRunFolder` completes it. */
export async function readFinishedFolder(folder: string): Promise<FinishedFolder | undefined> {
  if ((await sizeOf(folder)) === undefined) return undefined;
  const { report, events, manifest } = await readRun(folder);
  if (report === undefined || manifest === undefined || manifest.events !== events.length) return undefined;
  if (!isTerminal(report.status) || events.at(-1)?.type !== 'complete') return undefined;
  for (const { path, bytes } of manifest.artifacts) if ((await sizeOf(join(folder, path))) !== bytes) return undefined;
  const path = join(folder, 'manifest.json');
  const own: FinishedArtifact = { path: 'manifest.json', kind: 'manifest', bytes: (await stat(path)).size, sha256: await sha256Of(path) };
  return { status: report.status, error: report.error, report, events, artifacts: [...manifest.artifacts, own] };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
