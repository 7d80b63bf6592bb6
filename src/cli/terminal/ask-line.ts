import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.ts';

/** Whether a person can answer questions: both ends are a terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks a question on stderr. Undefined if the input was closed (Ctrl-D) or the signal aborted. Ctrl-C ends the command. */
export async function askLine(terminal: Terminal, question: string, signal?: AbortSignal): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<undefined>((done) => lines.once('close', () => done(undefined)));
  // readline reads the keys while a question is open. It must pass Ctrl-C on, which ends the command and not only the
  // question.
  lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const options = signal === undefined ? {} : { signal };
    return await Promise.race([lines.question(terminal.render(terminal.yellow(`? ${question} `)), options), closed]);
  } catch {
    return undefined; // the question was aborted, or the input closed
  } finally {
    lines.close();
  }
}

export function isYes(answer: string | undefined): boolean {
  return /^\s*(y|yes)\s*$/i.test(answer ?? '');
}
