import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { Episode } from './episode.ts';
import { findTasks } from './find-tasks.ts';
import { type ExecuteEpisode, NO_PLAYBOOKS, runEpisode } from './run-episode.ts';
import { serveTasks } from './serve-tasks.ts';
import { type MiniwobReport, summarize } from './summary.ts';

export interface MiniwobParts {
  /** Folder of the tasks. */
  readonly tasks: string;
  /** Names of tasks; all when empty. */
  readonly wanted: readonly string[];
  readonly seeds: readonly number[];
  /** Where episodes.ndjson, miniwob.json and the run folders go. */
  readonly folder: string;
  readonly execute: ExecuteEpisode;
  /** For the report. */
  readonly model: string | null;
  readonly maxSteps: number;
  readonly timeoutSeconds: number;
  /** Trace and screenshots of each episode. */
  readonly record: boolean;
  readonly signal: AbortSignal;
  onEpisode(episode: Episode, done: number, of: number): void;
}

/**
 * Runs every wanted task with every seed, one after the other, and keeps each episode as it ends. When `signal` ends it, the report of what there is comes
 * back. Throws NOT_FOUND for a folder or a task that is not there, CONFLICT when `folder` has episodes already.
 */
export async function runMiniwob(parts: MiniwobParts): Promise<MiniwobReport> {
  const found = await findTasks(parts.tasks);
  const strange = parts.wanted.filter((name) => !found.tasks.includes(name));
  if (strange.length > 0) throw new RoteError('NOT_FOUND', `There is no task ${strange.join(', ')} in ${parts.tasks}.`);
  const tasks = parts.wanted.length === 0 ? found.tasks : parts.wanted;
  // Runs need a folder of playbooks; an agent's has nothing in it.
  await mkdir(join(parts.folder, NO_PLAYBOOKS), { recursive: true });
  const journal = join(parts.folder, 'episodes.ndjson');
  await appendFile(journal, '', { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new RoteError('CONFLICT', `${parts.folder} holds episodes already: give another folder.`, { cause });
  });
  const server = await serveTasks(found);
  const episodes: Episode[] = [];
  const { execute, folder, signal, maxSteps, timeoutSeconds, record } = parts;
  try {
    for (const task of tasks) {
      for (const seed of parts.seeds) {
        if (signal.aborted) break;
        const episode = await runEpisode({ server, task, seed, execute, folder, signal, maxSteps, timeoutSeconds, record });
        // Stopped in the middle, it says nothing about the agent.
        if (signal.aborted) break;
        episodes.push(episode);
        await appendFile(journal, `${JSON.stringify(episode)}\n`);
        parts.onEpisode(episode, episodes.length, tasks.length * parts.seeds.length);
      }
    }
  } finally {
    await server.close();
  }
  const report = summarize(episodes, parts.model);
  await writeFileWhole(join(folder, 'miniwob.json'), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}
