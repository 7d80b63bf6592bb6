import { text } from 'node:stream/consumers';
import { silentLog } from '../../src/base/index.ts';
import { sandboxStartSchema } from '../../src/contract/index.ts';
import { createSandboxProvider } from '../../src/sandbox/index.ts';

/** A worker that can be killed: starts the one run that it reads from stdin, prints the sandbox's process id, and waits. */
const start = sandboxStartSchema.parse(JSON.parse(await text(process.stdin)));
const provider = createSandboxProvider({ log: silentLog, onLogLine: () => undefined });
const sandbox = await provider.start(start, { memoryLimitMb: 4_000 });
console.log(sandbox.pid);
await sandbox.exited;
