import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Asks on a pseudo terminal, which the program `script` provides, and prints the outcome on stdout. */
const ASKS = `
  const { startDeadline } = await import('${join(import.meta.dirname, '../../base/index.ts')}');
  const { askOnTerminal } = await import('${join(import.meta.dirname, 'ask-on-terminal.ts')}');
  const { cancelOnSignals } = await import('${join(import.meta.dirname, '../cancellation.ts')}');
  const cancel = cancelOnSignals(() => undefined);
  const deadline = startDeadline(20_000, 'the run', { signal: cancel.signal });
  const { confirm } = askOnTerminal({ yellow: (text) => text });
  const answer = confirm('Click "Delete"?', deadline).then(String, (error) => error.name);
  console.log('outcome: ' + (await answer));
  process.exit();
`;
/** Runs a program on a pseudo terminal; most systems have it. */
const SCRIPT = 'script';
const hasTerminal = spawnSync(SCRIPT, ['--version']).status === 0;

async function answerTo(keys: string): Promise<string> {
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
  return /outcome: (\w+)/.exec(shown)?.[1] ?? shown;
}

test.skipIf(!hasTerminal).each([
  ['Ctrl-C ends the run', '\u0003', 'Cancelled'],
  ['Ctrl-D counts as no', '\u0004', 'false'],
  ['y counts as yes', 'y\r', 'true'],
  ['anything else counts as no', 'sure\r', 'false'],
])('while a question is open: %s (needs the program "script")', async (_what, keys, outcome) => {
  expect(await answerTo(keys)).toBe(outcome);
});
