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
  /** Written while the target runs, so that a later process can end what this one left behind when it was killed. */
  noteFile: string;
}

/**
 * Starts an application and waits for the line of JSON in which it says its `url`. It may go on running, or end with 0 and leave the
 * application in the background; then `stop` ends it. Throws InfrastructureFailure.
 */
export async function startTarget(target: TargetCommand, deadline: Deadline): Promise<RunningTarget> {
  using time = deadline.within(target.timeoutMs, `the target ${named(target)}`);
  const child = startCommand(target);
  const pid = child.pid;
  // Before anything is waited for: a program may have ended a moment after it was started.
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  const told = firstWord(child, target);
  told.catch(() => undefined);
  const stop = async () => {
    await runStop(target);
    if (pid !== undefined) {
      killGroup(pid, 'SIGTERM');
      using patience = startDeadline(END_TIMEOUT_MS, 'the end of the target');
      await patience.race(exited).catch(() => killGroup(pid, 'SIGKILL'));
    }
    await rm(target.noteFile, { force: true });
  };
  try {
    if (pid !== undefined) await note(target, pid);
    return { values: await time.race(told), stop };
  } catch (error) {
    await stop();
    deadline.throwIfEnded();
    throw error instanceof InfrastructureFailure ? error : new InfrastructureFailure(`The target did not start: ${reasonOf(error)}`);
  }
}

/** What the program tells of itself. Its output is read on, so that it never waits for a reader. */
function firstWord(child: ChildProcess, target: TargetCommand): Promise<Record<string, string>> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-4_000);
  });
  return new Promise((ready, fail) => {
    child.once('error', (cause) => fail(new InfrastructureFailure(`The target ${named(target)} cannot be started`, { cause })));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const said = readyLine(line);
      if (said !== undefined) ready(said);
    });
    // Its output is closed by then: what it said last has been read.
    child.once('close', (code, signal) => fail(new InfrastructureFailure(endedEarly(target, code ?? signal, stderr))));
  });
}

function endedEarly(target: TargetCommand, how: number | string | null, stderr: string): string {
  return `The target ${named(target)} ended (${how}) without a line of JSON that holds its url. ${lastLine(stderr)}`.trim();
}

const readySchema = z.looseObject({ url: z.string() });

function readyLine(line: string): Record<string, string> | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    const said = readySchema.safeParse(JSON.parse(line));
    if (!said.success) return undefined;
    return Object.fromEntries(
      Object.entries(said.data).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    );
  } catch {
    return undefined; // A line of its log that begins with a brace.
  }
}

async function runStop(target: Pick<TargetCommand, 'stop' | 'cwd' | 'env'>): Promise<void> {
  if (target.stop === undefined) return;
  using time = startDeadline(STOP_TIMEOUT_MS, 'stopping the target');
  try {
    await runCommand({ run: target.stop, cwd: target.cwd, env: target.env }, time);
  } catch {
    // It is ended as a process too, and there is nobody left to whom it matters.
  }
}

const noteSchema = z.object({
  pid: z.int(),
  started: z.string(),
  stop: z.union([z.string(), z.array(z.string())]).optional(),
  cwd: z.string(),
});

async function note({ stop, cwd, noteFile }: TargetCommand, pid: number): Promise<void> {
  const text = JSON.stringify({ pid, started: (await identifyProcess(pid)).started, ...(stop !== undefined && { stop }), cwd });
  await writeFileWhole(noteFile, text, 0o600);
}

/** Ends the targets that a killed process left running, by their notes in this folder. */
export async function stopLeftTargets(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue;
    const path = join(folder, name);
    const left = noteSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (left.success) {
      const { pid, started, stop, cwd } = left.data;
      await runStop({ cwd, env: {}, ...(stop !== undefined && { stop }) });
      // Only what is certainly that process is killed.
      if (started !== '' && (await identifyProcess(pid)).started === started) killGroup(pid, 'SIGKILL');
    }
    await rm(path, { force: true });
  }
}
