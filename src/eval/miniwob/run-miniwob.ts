import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { Episode } from './episode.ts';
import { findTasks } from './find-tasks.ts';
import { type ExecuteEpisode, NO_PLAYBOOKS, runEpisode } from './run-episode.ts';
import { serveTasks } from './serve-tasks.ts';
import { type MiniwobReport, summarize } from './summary.ts';

export interface MiniwobOptions {
  /** The folder of the tasks. */
  readonly tasks: string;
  /** Names of tasks; empty for all. */
  readonly wanted: readonly string[];
  readonly seeds: readonly number[];
  /** Folder for episodes.ndjson, miniwob.json and the run folders. */
  readonly folder: string;
  readonly execute: ExecuteEpisode;
  /** For the report. */
  readonly model: string | null;
  readonly maxSteps: number;
  readonly timeoutSeconds: number;
  /** Record a trace and screenshots of each episode. */
  readonly record: boolean;
  readonly signal: AbortSignal;
  onEpisode(episode: Episode, done: number, of: number): void;
}

/**
 * Runs every wanted task with every seed, one after the other, and saves each episode as it ends. When `signal` aborts, resolves with the report of
 * the episodes so far. Throws NOT_FOUND for a missing folder or task, CONFLICT when `folder` has episodes already.
 */
export async function runMiniwob(options: MiniwobOptions): Promise<MiniwobReport> {
  const found = await findTasks(options.tasks);
  const unknown = options.wanted.filter((name) => !found.tasks.includes(name));
  if (unknown.length > 0) throw new RoteError('NOT_FOUND', `There is no task ${unknown.join(', ')} in ${options.tasks}.`);
  const tasks = options.wanted.length === 0 ? found.tasks : options.wanted;
  // Runs need a folder of playbooks; the agent gets an empty one.
  await mkdir(join(options.folder, NO_PLAYBOOKS), { recursive: true });
  const journal = join(options.folder, 'episodes.ndjson');
  await appendFile(journal, '', { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new RoteError('CONFLICT', `${options.folder} already holds episodes: give another folder.`, { cause });
  });
  const server = await serveTasks(found);
  const episodes: Episode[] = [];
  const { execute, folder, signal, maxSteps, timeoutSeconds, record } = options;
  try {
    for (const task of tasks) {
      for (const seed of options.seeds) {
        if (signal.aborted) break;
        const episode = await runEpisode({ server, task, seed, execute, folder, signal, maxSteps, timeoutSeconds, record });
        // An episode that was stopped halfway says nothing about the agent.
        if (signal.aborted) break;
        episodes.push(episode);
        await appendFile(journal, `${JSON.stringify(episode)}\n`);
        options.onEpisode(episode, episodes.length, tasks.length * options.seeds.length);
      }
    }
  } finally {
    await server.close();
  }
  const report = summarize(episodes, options.model);
  await writeFileWhole(join(folder, 'miniwob.json'), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}
