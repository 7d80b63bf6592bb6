/**
 * Measures the service: requests per second, time from POST /runs to the first action, event streams, memory.
 *
 *   npm run bench:api [-- reads creates slow-clients first-action streams memory]
 *
 * Client and service share this machine's cores. The database is the embedded one; memory is measured on Postgres too.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSample } from '../sample/index.ts';
import { noDeadline } from '../src/base/index.ts';
import { ApiClient } from '../src/cli/client/api-client.ts';
import { followRun } from '../src/cli/client/follow-run.ts';
import type { RunRequestInput } from '../src/contract/index.ts';
import { load } from './api/load.ts';
import { printMemory } from './api/memory.ts';
import { startService } from './api/service.ts';
import { slowClients } from './api/slow-clients.ts';
import { streams } from './api/streams.ts';
import { median } from './figures.ts';

const SECONDS = 5;
const WARM_RUNS = 10;
const wanted = new Set(process.argv.slice(2));
const isSelected = (name: string) => wanted.size === 0 || wanted.has(name);
const json = { 'content-type': 'application/json' };

const sample = await startSample();
const playbooks = await mkdtemp(join(tmpdir(), 'rote-bench-playbooks-'));
await writeFile(
  join(playbooks, 'wait.yaml'),
  "id: wait\nname: Wait\nguardrails: { allow_private_networks: true }\nstart_url: '{base_url}/login'\nsteps:\n  - { action: wait_for, selector: { primary: '#never' }, on_failure: retry }\n",
);
const request = (playbook: string): RunRequestInput => ({
  directive: 'Cancel order #10234',
  playbook,
  start_url: sample.url,
  credentials: { username: sample.user, password: sample.password },
  guardrails: { allow_private_networks: true },
});

/** Milliseconds from the POST to the start of the run's first action, by the time of its event (both clocks are this machine's). */
async function firstAction(client: ApiClient): Promise<number> {
  sample.reset();
  const begun = Date.now();
  let first = Number.NaN;
  const { run_id } = await client.create(request('cancel_order'), crypto.randomUUID());
  await followRun(
    client,
    run_id,
    (event) => {
      if (event.type === 'action' && Number.isNaN(first)) first = Date.parse(event.at) - event.duration_ms - begun;
    },
    noDeadline,
  );
  return first;
}

if (isSelected('reads') || isSelected('creates')) {
  const service = await startService(['--no-worker']);
  const created = await fetch(`${service.url}/v1/runs`, { method: 'POST', headers: json, body: JSON.stringify(request('cancel_order')) });
  const { run_id } = (await created.json()) as { run_id: string };
  if (isSelected('reads')) {
    await load('GET /healthz', `${service.url}/healthz`, { connections: 16, seconds: SECONDS });
    await load('GET /runs/{id} (queued)', `${service.url}/v1/runs/${run_id}`, { connections: 16, seconds: SECONDS });
  }
  if (isSelected('creates')) {
    const body = () => JSON.stringify(request('cancel_order'));
    await load('POST /runs', `${service.url}/v1/runs`, { method: 'POST', headers: json, body, connections: 8, seconds: SECONDS });
    await load('GET /runs?limit=50', `${service.url}/v1/runs?limit=50`, { connections: 8, seconds: SECONDS });
  }
  await service.stop();
}

if (isSelected('slow-clients')) {
  const service = await startService(['--no-worker']);
  await slowClients(service.url);
  await service.stop();
}

if (isSelected('first-action')) {
  const service = await startService(['--capacity', '2']);
  const client = new ApiClient(service.url, undefined);
  const cold = await firstAction(client);
  const warm: number[] = [];
  for (let round = 0; round < WARM_RUNS; round++) warm.push(await firstAction(client));
  console.log(
    `POST /runs to first action: first run after the start ${cold.toFixed(0)} ms; then median ${median(warm).toFixed(0)} ms of ${WARM_RUNS} (${Math.min(...warm).toFixed(0)} to ${Math.max(...warm).toFixed(0)})`,
  );
  await service.stop();
}

if (isSelected('streams')) await streams(500, 20, 10);

if (isSelected('memory')) {
  await printMemory((url) => new ApiClient(url, undefined), {
    playbooks,
    start: async (client) => {
      const { run_id } = await client.create(request('wait'), crypto.randomUUID());
      await untilStep(client, run_id);
      return run_id;
    },
    end: async (client, ids) => {
      for (const id of ids) await client.stop(id);
      for (const id of ids) await followRun(client, id, () => undefined, noDeadline);
    },
  });
}

/** Time for a run to open its page and wait. */
async function untilStep(client: ApiClient, runId: string): Promise<void> {
  const stop = new AbortController();
  const response = await client.stream(runId, 0, stop.signal);
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes('event: step_started')) break;
  }
  stop.abort();
}

await sample.close();
await rm(playbooks, { recursive: true, force: true });
