import type { ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Deadline, identifyProcess, startDeadline, writeFileWhole } from '../../base/index.ts';
import type { RunningTarget } from './eval-deps.ts';
import { InfrastructureFailure, reasonOf } from './infrastructure-failure.ts';
import { type Command, killGroup, lastLine, named, runCommand, startCommand } from './run-command.ts';

const STOP_TIMEOUT_MS = 30_000;
const END_TIMEOUT_MS = 5_000;

export interface TargetCommand extends Command {
  stop?: string | readonly string[];
  timeoutMs: number;
  /** Exists while the target runs, so that a later process can stop what a killed one left behind. */
  noteFile: string;
}

/**
 * Starts an application and waits for the line of JSON with its `url`. The program may keep running, or exit with 0 and leave the application in the
 * background; then `stop` ends it. Throws InfrastructureFailure.
 */
export async function startTarget(target: TargetCommand, deadline: Deadline): Promise<RunningTarget> {
  using time = deadline.within(target.timeoutMs, `the target ${named(target)}`);
  const child = startCommand(target);
  const pid = child.pid;
  // Listen before anything else is awaited: a program may exit at once.
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = readyValues(child, target);
  ready.catch(() => undefined);
  const stop = async () => {
    await runStop(target);
    if (pid !== undefined) {
      killGroup(pid, 'SIGTERM');
      using ending = startDeadline(END_TIMEOUT_MS, 'the end of the target');
      await ending.race(exited).catch(() => killGroup(pid, 'SIGKILL'));
    }
    await rm(target.noteFile, { force: true });
  };
  try {
    if (pid !== undefined) await writeNote(target, pid);
    return { values: await time.race(ready), stop };
  } catch (error) {
    await stop();
    deadline.throwIfEnded();
    throw error instanceof InfrastructureFailure ? error : new InfrastructureFailure(`The target did not start: ${reasonOf(error)}`);
  }
}

/** The values that the program reports. Keeps reading its output, so that the program never blocks on a full pipe. */
function readyValues(child: ChildProcess, target: TargetCommand): Promise<Record<string, string>> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-4_000);
  });
  return new Promise((resolve, fail) => {
    child.once('error', (cause) => fail(new InfrastructureFailure(`The target ${named(target)} cannot be started`, { cause })));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const values = readyLine(line);
      if (values !== undefined) resolve(values);
    });
    // By then its output is closed and has been read to the end.
    child.once('close', (code, signal) => fail(new InfrastructureFailure(endedEarly(target, code ?? signal, stderr))));
  });
}

function endedEarly(target: TargetCommand, how: number | string | null, stderr: string): string {
  return `The target ${named(target)} ended (${how}) without printing a line of JSON with its url. ${lastLine(stderr)}`.trim();
}

const readySchema = z.looseObject({ url: z.string() });

function readyLine(line: string): Record<string, string> | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    const parsed = readySchema.safeParse(JSON.parse(line));
    if (!parsed.success) return undefined;
    return Object.fromEntries(
      Object.entries(parsed.data).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    );
  } catch {
    return undefined; // A log line that starts with a brace.
  }
}

async function runStop(target: Pick<TargetCommand, 'stop' | 'cwd' | 'env'>): Promise<void> {
  if (target.stop === undefined) return;
  using time = startDeadline(STOP_TIMEOUT_MS, 'stopping the target');
  try {
    await runCommand({ run: target.stop, cwd: target.cwd, env: target.env }, time);
  } catch {
    // The process is killed as well, so a failed stop command does not matter.
  }
}

const noteSchema = z.object({
  pid: z.int(),
  started: z.string(),
  stop: z.union([z.string(), z.array(z.string())]).optional(),
  cwd: z.string(),
});

async function writeNote({ stop, cwd, noteFile }: TargetCommand, pid: number): Promise<void> {
  const text = JSON.stringify({ pid, started: (await identifyProcess(pid)).started, stop, cwd });
  await writeFileWhole(noteFile, text, 0o600);
}

/** Stops the targets that a killed process left running, by their note files in this folder. */
export async function stopOrphanedTargets(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue;
    const path = join(folder, name);
    const left = noteSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (left.success) {
      const { pid, started, stop, cwd } = left.data;
      await runStop({ cwd, env: {}, stop });
      // Kill only what is certainly that process.
      if (started !== '' && (await identifyProcess(pid)).started === started) killGroup(pid, 'SIGKILL');
    }
    await rm(path, { force: true });
  }
}
