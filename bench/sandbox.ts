import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSample } from '../sample/index.ts';
import { silentLog } from '../src/base/index.ts';
import { findBrowser } from '../src/browser/index.ts';
import { runConfigSchema, runEventSchema, type SandboxStart } from '../src/contract/index.ts';
import { createSandboxProvider } from '../src/sandbox/index.ts';
import { median, quantile } from './figures.ts';

/**
 * Measures the time from `start` of a sandbox to the start of its run's first action, in a new process, in a waiting process, and in a waiting
 * process with an open browser; and the memory of a run. `node bench/sandbox.ts [runs]`.
 */
const runs = Number(process.argv[2] ?? 8);
const token = 'a-token-of-the-bench-0123456789abcdef';
const sample = await startSample();
const folder = await mkdtemp(join(tmpdir(), 'rote-bench-'));
const browser = await findBrowser();
if (browser === undefined) throw new Error('no browser is installed: run `npm start` once, or set ROTE_BROWSER');
let count = 0;

function startOf(): SandboxStart {
  return {
    run_id: `bench-${++count}`,
    token,
    browser: browser!,
    listen_host: '127.0.0.1',
    session_key: { secret: 'f'.repeat(64), is_chosen: false },
    settings: {},
    policy: null,
    network: { upstream_proxies: [], closed: [] },
    config: runConfigSchema.parse({
      directive: 'Cancel order #10234',
      start_url: sample.url,
      credentials: { username: sample.user, password: sample.password },
    }),
    folders: {
      runs: join(folder, 'runs'),
      playbooks: resolve(import.meta.dirname, '..', 'playbooks'),
      profiles: join(folder, 'profiles'),
      sessions: join(folder, `sessions-${count}`),
      uploads: null,
      inputs: null,
    },
  };
}

async function measure(title: string, { warm, browserPath }: { warm: boolean; browserPath?: string }): Promise<void> {
  const provider = createSandboxProvider({ log: silentLog, onLogLine: () => undefined, browserPath });
  const listening: number[] = [];
  const first: number[] = [];
  const memory: number[] = [];
  for (let run = 0; run < runs; run++) {
    sample.reset();
    if (warm) await provider.warm();
    const began = Date.now();
    const sandbox = await provider.start(startOf(), { memoryLimitMb: 4_000 });
    listening.push(Date.now() - began);
    const response = await fetch(`${sandbox.url}/events`, { headers: { authorization: `Bearer ${token}` } });
    const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: '));
    const action = lines.map((line) => runEventSchema.parse(JSON.parse(line.slice(6)))).find((event) => event.type === 'action');
    if (action?.type === 'action') first.push(Date.parse(action.at) - action.duration_ms - began);
    memory.push(await sandbox.memoryMb());
    await sandbox.finished;
    sandbox.release();
    await sandbox.exited;
  }
  await provider.close();
  const ms = (values: number[]) => `median ${median(values)} ms, 90% within ${quantile(values, 0.9)} ms`;
  console.log(
    `${title}\n  status server answers: ${ms(listening)}\n  first action begins:   ${ms(first)}\n  memory at its end:     ${median(memory)} MB`,
  );
}

await measure('new process', { warm: false });
await measure('process that waited', { warm: true });
await measure('process that waited with its browser open', { warm: true, browserPath: browser.path });
await sample.close();
await rm(folder, { recursive: true, force: true });
