import { CommanderError } from 'commander';
import { toErrorBody } from '../contract/index.ts';
import { EXIT } from './exit-code.ts';
import { createProgram } from './program.ts';
import { openTerminal } from './terminal/terminal.ts';

/** How long handles that a command left open may keep the process alive. */
const EXIT_AFTER_MS = 5_000;

/** Runs the command of this process's command line and sets the exit code. */
export async function runProgram(): Promise<void> {
  // A reader that goes away (`rote run … | head`, a closed terminal) must not end a run.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  let code: number = EXIT.completed;
  try {
    await createProgram((result) => {
      code = result;
    }).parseAsync();
  } catch (error) {
    // Commander has already printed the usage error or the help.
    if (error instanceof CommanderError) code = error.exitCode === 0 ? EXIT.completed : EXIT.badInput;
    else {
      const body = toErrorBody(error);
      openTerminal({ json: true }).err(`${body.code}: ${body.message}`);
      code = body.code === 'VALIDATION_FAILED' || body.code === 'NOT_FOUND' || body.code === 'CONFLICT' ? EXIT.badInput : EXIT.failed;
    }
  }
  process.exitCode = code;
  // Commands close what they open. If something is still open, the user must not wait for the prompt.
  setTimeout(() => process.exit(code), EXIT_AFTER_MS).unref();
}
