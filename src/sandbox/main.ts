import { writeFileSync } from 'node:fs';
import { readLines } from './entry/read-lines.ts';
import { leave, serveWorker } from './entry/serve-worker.ts';

/** When memory is short, the system ends a run before it ends the worker of all runs. What a sandbox starts inherits it. */
const FIRST_TO_GO = '500';

try {
  writeFileSync('/proc/self/oom_score_adj', FIRST_TO_GO);
} catch {
  // Not Linux, or not allowed: the system then chooses by size alone.
}
// A worker that is gone reads nothing any more; the end of stdin says the same and is acted upon.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
// Signals for a whole group (a terminal's Ctrl-C) are the worker's business: it tells every sandbox what to do.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined);

const [browserInAdvance] = process.argv.slice(2);
await leave(await serveWorker(readLines(process.stdin), (line) => process.stdout.write(line), browserInAdvance));
