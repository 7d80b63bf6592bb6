/**
 * Child process of bench/api.ts: the API over an embedded database, with one run whose sandbox is the status server in the first argument. Prints its
 * address; answers each line on stdin with its CPU time in microseconds and its memory in bytes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createApi } from '../../src/api/index.ts';
import { silentLog } from '../../src/base/index.ts';
import { Secret, ServerKey } from '../../src/secrets/index.ts';
import { openStorage } from '../../src/storage/index.ts';
import { RUN_ID } from './stream-run.ts';

const [upstream = ''] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'rote-bench-sse-'));
const storage = await openStorage({ dataFolder: folder, artifacts: { kind: 'folder', folder: join(folder, 'runs') }, log: silentLog });
await storage.runs.create({
  run_id: RUN_ID,
  owner: '',
  directive: 'a run that goes on',
  playbook: null,
  config: {},
  sealed: 'x',
  sealed_webhook: null,
  traceparent: null,
  files: [],
  idempotency: null,
});
await storage.runs.claim(RUN_ID, 'bench');
await storage.runs.progress(RUN_ID, 'bench', { sandbox_url: upstream, status: 'running' });
const app = await createApi({
  storage,
  serverKey: new ServerKey(new Secret('ab'.repeat(32))),
  log: silentLog,
  version: 'bench',
  requireKeys: false,
  limits: { ratePerMinute: 10_000_000, bodyBytes: 1_000_000 },
  playbooks: async () => ({ playbooks: [], problems: [] }),
  profile: async () => ({ name: '', description: '', prompt: '', guardrails: {}, blinders: {}, reads: [] }),
  modelProblem: () => undefined,
});
console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
for await (const _line of createInterface({ input: process.stdin })) {
  const { user, system } = process.cpuUsage();
  console.log(`${user + system} ${process.memoryUsage.rss()}`);
}
await app.close();
await storage.close();
await rm(folder, { recursive: true, force: true });
