import { writeFileSync } from 'node:fs';
import { cacheCompiledModules } from '../base/index.ts';

/** When memory is short, the system kills a run before the worker of all runs. Descendants inherit the value. */
const OOM_SCORE = '500';

try {
  writeFileSync('/proc/self/oom_score_adj', OOM_SCORE);
} catch {
  // Not Linux, or not permitted: the system then chooses by size alone.
}
// Writing to a worker that is gone fails; the end of stdin is what the sandbox acts upon.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
// The worker handles signals for the whole group (Ctrl-C in a terminal) and sends commands to its sandboxes.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined);

cacheCompiledModules();
const [{ readLines }, { leave, serveWorker }] = await Promise.all([import('./entry/read-lines.ts'), import('./entry/serve-worker.ts')]);

const [prelaunchPath] = process.argv.slice(2);
await leave(await serveWorker(readLines(process.stdin), (line) => process.stdout.write(line), prelaunchPath));
