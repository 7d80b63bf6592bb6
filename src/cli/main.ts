import { CommanderError } from 'commander';
import { toErrorBody } from '../contract/index.ts';
import { EXIT } from './exit-code.ts';
import { createProgram } from './program.ts';
import { openTerminal } from './terminal.ts';

/** How long what a command left open may take to let go by itself. */
const EXIT_AFTER_MS = 5_000;

// A reader that went away (`rote run … | head`, a terminal that was closed) ends no run in the middle of its work.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

let code: number = EXIT.completed;
try {
  await createProgram((result) => {
    code = result;
  }).parseAsync();
} catch (error) {
  // Commander has printed what was wrong with the usage, or the help that was asked for.
  if (error instanceof CommanderError) code = error.exitCode === 0 ? EXIT.completed : EXIT.badInput;
  else {
    const body = toErrorBody(error);
    openTerminal({ json: true }).err(`${body.code}: ${body.message}`);
    code = body.code === 'VALIDATION_FAILED' || body.code === 'NOT_FOUND' || body.code === 'CONFLICT' ? EXIT.badInput : EXIT.failed;
  }
}
process.exitCode = code;
// Everything a command opened is closed by now. What is not must not keep a person waiting at a prompt that does not come.
setTimeout(() => process.exit(code), EXIT_AFTER_MS).unref();
