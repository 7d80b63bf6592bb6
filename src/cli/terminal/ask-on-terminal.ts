import type { RunDeps } from '../../run/index.ts';
import { askLine, canAsk, isYes } from './ask-line.ts';
import type { Terminal } from './terminal.ts';

/** A confirmation hook if there is a terminal to ask on. Without one, destructive clicks are refused. */
export function askOnTerminal(terminal: Terminal): Pick<RunDeps, 'confirm'> {
  if (!canAsk()) return {};
  return {
    confirm: async (question, deadline) => {
      const answer = await askLine(terminal, `${question} [y/N]`, deadline.signal);
      if (answer === undefined) deadline.throwIfEnded();
      return isYes(answer);
    },
  };
}
