/**
 * Shows where the time of the ten steps of bench/replay.ts goes: for each step, the messages that Playwright sends to the browser and waits
 * for, and their size; for the hand-written script, the same as a whole. The counts hardly depend on the machine.
 *
 *   npm run bench:profile [-- recorded]
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inPlace } from './replay/place.ts';
import { byHand, byPlaybook } from './replay/ten-steps.ts';

const MARK = '@@profile ';
const isRecorded = process.argv.includes('recorded');
if (process.argv.includes('--traced')) await run();
else await profile();

/** Does the steps, with marks among the protocol messages that Playwright prints. */
async function run(): Promise<void> {
  const mark = (name: string) => process.stderr.write(`${MARK}${JSON.stringify({ name })}\n`);
  await inPlace(async (place) => {
    mark('');
    mark('script: browser and tab');
    await byHand(place, () => mark('script: ten steps, closing'));
    place.sample.reset();
    mark('playbook: browser, proxy, tab');
    await byPlaybook(place, { trace: isRecorded, screenshots: isRecorded }, (event) => {
      if (event.type === 'step_started') mark(`${event.step} ${event.action}`);
      if (event.type === 'step' && event.result.step === event.total) mark('playbook: closing');
    });
  });
}

interface Row {
  name: string;
  messages: number;
  kilobytes: number;
  methods: Map<string, number>;
}

async function profile(): Promise<void> {
  const rows: Row[] = [];
  const child = spawn(process.execPath, [import.meta.filename, '--traced', ...(isRecorded ? ['recorded'] : [])], {
    env: { ...process.env, DEBUG: 'pw:protocol', DEBUG_COLORS: '0' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.startsWith(MARK)) {
      const { name } = JSON.parse(line.slice(MARK.length)) as { name: string };
      rows.push({ name, messages: 0, kilobytes: 0, methods: new Map() });
      continue;
    }
    const sent = /SEND ► (\{.*)$/.exec(line)?.[1];
    const row = rows.at(-1);
    if (sent === undefined || row === undefined) continue;
    row.messages += 1;
    row.kilobytes += sent.length / 1024;
    const method = /"method":"([^"]+)"/.exec(sent)?.[1] ?? '';
    row.methods.set(method, (row.methods.get(method) ?? 0) + 1);
  }
  print(rows);
}

function print(rows: readonly Row[]): void {
  console.log('| step | messages | KB sent | most frequent |\n|---|---|---|---|');
  for (const { name, messages, kilobytes, methods } of rows.filter((row) => row.name !== '')) {
    const frequent = [...methods].sort((one, other) => other[1] - one[1]).slice(0, 3);
    console.log(
      `| ${name} | ${messages} | ${kilobytes.toFixed(0)} | ${frequent.map(([method, count]) => `${method} ${count}`).join(', ')} |`,
    );
  }
}
