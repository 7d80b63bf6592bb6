import { existsSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

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

// Each run loads the same libraries: compiled once, they load in half the time. A home that does not exist is nobody's to make.
const { XDG_CACHE_HOME } = process.env;
if (existsSync(XDG_CACHE_HOME || homedir())) enableCompileCache(join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'rote', 'compiled'));
const [{ readLines }, { leave, serveWorker }] = await Promise.all([import('./entry/read-lines.ts'), import('./entry/serve-worker.ts')]);

const [browserInAdvance] = process.argv.slice(2);
await leave(await serveWorker(readLines(process.stdin), (line) => process.stdout.write(line), browserInAdvance));
