import { type ChildProcess, spawn } from 'node:child_process';
import { type Deadline, excerpt } from '../../base/index.ts';
import { InfrastructureFailure } from './infrastructure-failure.ts';

/** How long to read what a program wrote before it ended. */
const OUTPUT_AFTER_EXIT_MS = 1_000;
const KEPT_CHARS = 256 * 1024;

export interface CommandEnd {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Command {
  /** A list is a program with its arguments, a string is a shell command. */
  run: string | readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
}

/** Starts a program as the leader of a process group, so its children can be killed with it. */
export function startCommand({ run, cwd, env }: Command): ChildProcess {
  const [program, ...args] = typeof run === 'string' ? ['sh', '-c', run] : run;
  return spawn(program!, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

/** Signals a program and its children. Does nothing when they have ended. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The last line of a text that is not blank, at most 300 characters. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}

/** Runs a program to its end. Throws InfrastructureFailure when it cannot start. Kills it and throws the deadline's reason when time is up. */
export async function runCommand(command: Command, deadline: Deadline): Promise<CommandEnd> {
  const child = startCommand(command);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    if (stdout.length < KEPT_CHARS) stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-KEPT_CHARS);
  });
  const ended = new Promise<CommandEnd>((done, fail) => {
    child.once('error', (cause) => fail(new InfrastructureFailure(`The command ${named(command)} cannot be started`, { cause })));
    child.once('exit', (code) => {
      const finish = () => done({ code: code ?? 137, stdout, stderr });
      child.once('close', finish);
      // Background processes that it started may keep its output open, so do not wait for that.
      setTimeout(finish, OUTPUT_AFTER_EXIT_MS).unref();
    });
  });
  try {
    return await deadline.race(ended);
  } finally {
    if (child.exitCode === null && child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

export function named({ run }: Pick<Command, 'run'>): string {
  const text = typeof run === 'string' ? run : run.join(' ');
  return `"${excerpt(text, 100)}"`;
}
