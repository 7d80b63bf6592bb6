import { createInterface } from 'node:readline/promises';
import type { RunParts } from '../run/index.ts';
import type { Terminal } from './terminal.ts';

/** A confirmation hook when a person sits at a terminal, and none otherwise: then destructive clicks are refused. */
export function askOnTerminal(terminal: Terminal): Pick<RunParts, 'confirm'> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return {};
  return {
    confirm: async (question, deadline) => {
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      // While a question stands the terminal gives its keys to readline, so that Ctrl-C is passed on: it ends the run, not the question alone.
      lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      try {
        const answer = await lines.question(terminal.yellow(`? ${question} [y/N] `), { signal: deadline.signal });
        return /^\s*(y|yes)\s*$/i.test(answer);
      } catch {
        // The run ended while the question stood, or the person closed the input (Ctrl-D): that is no yes.
        deadline.throwIfOver();
        return false;
      } finally {
        lines.close();
      }
    },
  };
}
