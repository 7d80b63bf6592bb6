import { createInterface } from 'node:readline/promises';
import type { RunDeps } from '../../run/index.ts';
import type { Terminal } from './terminal.ts';

/** A confirmation hook if there is a terminal to ask on. Without one, destructive clicks are refused. */
export function askOnTerminal(terminal: Terminal): Pick<RunDeps, 'confirm'> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return {};
  return {
    confirm: async (question, deadline) => {
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      // readline reads the keys while a question is open. It must pass Ctrl-C on, which ends the run and not only the
      // question.
      lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      try {
        const answer = await lines.question(terminal.render(terminal.yellow(`? ${question} [y/N] `)), { signal: deadline.signal });
        return /^\s*(y|yes)\s*$/i.test(answer);
      } catch {
        // The run ended while the question was open, or the user closed the input (Ctrl-D), which counts as no.
        deadline.throwIfEnded();
        return false;
      } finally {
        lines.close();
      }
    },
  };
}
