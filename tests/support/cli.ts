import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { findBrowser } from '../../src/browser/index.ts';

const main = resolve(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const installed = findBrowser();

export interface CliEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Starts `rote` as its own process, with no terminal. */
export async function startRote(args: string[], env: Record<string, string> = {}): Promise<{ child: ChildProcess; end: Promise<CliEnd> }> {
  const browser = (await installed)?.path ?? '';
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ROTE_BROWSER: browser, ROTE_MODEL: '', npm_lifecycle_event: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const end = new Promise<CliEnd>((done) => child.once('close', (code, signal) => done({ code, signal, stdout, stderr })));
  return { child, end };
}

export async function rote(args: string[], env: Record<string, string> = {}): Promise<CliEnd> {
  return (await startRote(args, env)).end;
}
