import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * Asks on a pseudo terminal, which the program `script` provides, about a button with an escape sequence in its name.
 * Prints the outcome.
 */
const ASKS = `
  const { startDeadline } = await import('${join(import.meta.dirname, '../../base/index.ts')}');
  const { askOnTerminal } = await import('${join(import.meta.dirname, 'ask-on-terminal.ts')}');
  const { openTerminal } = await import('${join(import.meta.dirname, 'terminal.ts')}');
  const { cancelOnSignals } = await import('${join(import.meta.dirname, '../cancellation.ts')}');
  const cancel = cancelOnSignals(() => undefined);
  const deadline = startDeadline(20_000, 'the run', { signal: cancel.signal });
  const { confirm } = askOnTerminal(openTerminal({ json: false }));
  const answer = confirm('Click "De\\u001b[2Jlete"?', deadline).then(String, (error) => error.name);
  console.log('outcome: ' + (await answer));
  process.exit();
`;
/** Runs a program on a pseudo terminal; most systems have it. */
const SCRIPT = 'script';
const hasTerminal = spawnSync(SCRIPT, ['--version']).status === 0;

async function answerTo(keys: string): Promise<{ outcome: string | undefined; shown: string }> {
  const quoted = `'${ASKS.replaceAll("'", "'\\''")}'`;
  const child = spawn(SCRIPT, ['-qec', `'${process.execPath}' --input-type=module -e ${quoted}`, '/dev/null']);
  let shown = '';
  let sent = false;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (sent || !shown.includes('[y/N]')) return;
    sent = true;
    child.stdin.write(keys);
  });
  await new Promise((done) => child.once('close', done));
  return { outcome: /outcome: (\w+)/.exec(shown)?.[1], shown };
}

test.skipIf(!hasTerminal).each([
  ['Ctrl-C ends the run', '\u0003', 'Cancelled'],
  ['Ctrl-D counts as no', '\u0004', 'false'],
  ['y counts as yes', 'y\r', 'true'],
  ['anything else counts as no', 'sure\r', 'false'],
])('while a question is open: %s (needs the program "script")', async (_what, keys, outcome) => {
  expect(await answerTo(keys)).toEqual({ outcome, shown: expect.stringContaining('Click "Delete"? [y/N]') });
});
