import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Asks on a terminal (a pseudo terminal of `script`), and says on stdout what came of it. */
const ASKS = `
  const { startDeadline } = await import('${join(import.meta.dirname, '../base/index.ts')}');
  const { askOnTerminal } = await import('${join(import.meta.dirname, 'ask-on-terminal.ts')}');
  const { cancelOnSignals } = await import('${join(import.meta.dirname, 'cancellation.ts')}');
  const cancel = cancelOnSignals(() => undefined);
  const deadline = startDeadline(20_000, 'the run', { signal: cancel.signal });
  const { confirm } = askOnTerminal({ yellow: (text) => text });
  const answer = confirm('Click "Delete"?', deadline).then(String, (error) => error.name);
  console.log('came: ' + (await answer));
  process.exit();
`;
/** Gives a program a terminal; on most systems. */
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
  return /came: (\w+)/.exec(shown)?.[1] ?? shown;
}

test.skipIf(!hasTerminal).each([
  ['Ctrl-C ends the run', '\u0003', 'Cancelled'],
  ['Ctrl-D is no yes', '\u0004', 'false'],
  ['y is a yes', 'y\r', 'true'],
  ['anything else is no yes', 'sure\r', 'false'],
])('while a question stands: %s (needs the program "script")', async (_what, keys, came) => {
  expect(await answerTo(keys)).toBe(came);
});
