import { createInterface } from 'node:readline/promises';
import type { RunParts } from '../run/index.ts';
import type { Terminal } from './terminal.ts';

/** A confirmation hook when a person sits at a terminal, and none otherwise: then destructive clicks are refused. */
export function askOnTerminal(terminal: Terminal): Pick<RunParts, 'confirm'> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return {};
  return {
    confirm: async (question, deadline) => {
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      try {
        const answer = await lines.question(terminal.yellow(`? ${question} [y/N] `), { signal: deadline.signal });
        return /^\s*(y|yes)\s*$/i.test(answer);
      } catch (error) {
        // The run ended while the question stood: that is no yes.
        deadline.throwIfOver();
        throw error;
      } finally {
        lines.close();
      }
    },
  };
}
