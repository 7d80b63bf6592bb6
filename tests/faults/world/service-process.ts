import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const KEPT_CHARS = 1_000;
const MAIN = resolve(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.ts');

/** `rote serve` or `rote worker` as a process of its own, which can be killed, stopped and started again with the same arguments. */
export class ServiceProcess {
  readonly name: string;
  /** Of every process that it has been, the present one last. */
  readonly pids: number[] = [];
  readonly #args: string[];
  readonly #env: Record<string, string>;
  readonly #logFile: string;
  #child: ChildProcess | undefined;
  #url: string | undefined;

  constructor(name: string, args: string[], env: Record<string, string>, logFile: string) {
    this.name = name;
    this.#args = args;
    this.#env = env;
    this.#logFile = logFile;
  }

  /** What it printed first; for a worker its id. After a restart the same port is taken again. */
  get url(): string {
    if (this.#url === undefined) throw new Error(`${this.name} was never started`);
    return this.#url;
  }

  get pid(): number {
    return this.pids.at(-1) ?? 0;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves once it has printed where it is. `more` goes before what it was made with. */
  async start(more: string[] = []): Promise<void> {
    const port = this.#args[0] === 'serve' ? ['--port', this.#url === undefined ? '0' : new URL(this.#url).port] : [];
    const child = spawn(process.execPath, [MAIN, ...this.#args, ...port, ...more], {
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    // Whoever ends the tests ends what they started.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    this.pids.push(child.pid ?? 0);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      appendFileSync(this.#logFile, chunk);
      if (said.length < 10 * KEPT_CHARS) said += chunk.toString();
    });
    for await (const line of createInterface({ input: child.stdout! })) {
      said += line;
      if (!line.includes('Rote')) continue;
      this.#url ??= /https?:\/\/[\w.:[\]]+/.exec(line)?.[0] ?? line;
      child.stdout?.resume();
      return;
    }
    throw new Error(`${this.name} ended before it was ready: ${said.slice(-KEPT_CHARS)}`);
  }

  /** SIGKILL; resolves once it is gone. What it had started is left to itself. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM; resolves once it has drained. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
