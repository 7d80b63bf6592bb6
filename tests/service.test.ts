import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSample, startSample } from '../sample/index.ts';
import { verifyWebhook } from '../src/api/index.ts';
import type { RunView } from '../src/contract/index.ts';
import { Secret } from '../src/secrets/index.ts';
import { rote } from './support/cli.ts';
import { descendantsOf, isAlive } from './support/processes.ts';
import { BUNDLED_PLAYBOOKS } from './support/run-here.ts';
import { type RunningService, startService } from './support/running-service.ts';

const ORDER = 10234;

/** Uses the API of the service that runs it. */
const START_ANOTHER = `id: start_another
name: Start another run
guardrails: { allow_private_networks: true, allowed_domains: ['*'] }
steps:
  - action: api_request
    effect: write
    request: { method: POST, url: '{base_url}/v1/runs', json: { directive: made from inside } }
    on_failure: abort
`;

let sample: RunningSample;
let folder: string;
let service: RunningService;

const start = () => startService(['--webhook-private'], { ROTE_DATA: folder, ROTE_PLAYBOOKS: join(folder, 'playbooks') });

const env = () => ({
  ROTE_DATA: folder,
  ROTE_SERVER: service.url,
  ROTE_CREDENTIALS: JSON.stringify({ username: sample.user, password: sample.password }),
});

beforeAll(async () => {
  sample = await startSample();
  folder = await mkdtemp(join(tmpdir(), 'rote-service-'));
  await cp(BUNDLED_PLAYBOOKS, join(folder, 'playbooks'), { recursive: true });
  await writeFile(join(folder, 'playbooks', 'start_another.yaml'), START_ANOTHER);
  service = await start();
});
afterAll(async () => {
  await service.stop();
  await sample.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('the service runs a directive, followed from the terminal, and can be looked at afterwards', async () => {
  sample.reset();
  const ran = await rote(['run', `Cancel order #${ORDER}`, '--start-url', sample.url, '--server', service.url], env());
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain(`Order ${ORDER} is cancelled`);
  expect(sample.store.order(ORDER)?.status).toBe('cancelled');

  const listed = JSON.parse((await rote(['runs', 'list', '--json'], env())).stdout) as { runs: { run_id: string; status: string }[] };
  expect(listed.runs).toMatchObject([{ status: 'completed', directive: `Cancel order #${ORDER}` }]);
  const { run_id: runId } = listed.runs[0]!;
  const shown = await rote(['runs', 'show', runId, '--json'], env());
  expect(shown.code).toBe(0);
  const view = JSON.parse(shown.stdout) as RunView;
  expect(view).toMatchObject({
    status: 'completed',
    persisted: true,
    driver: 'playbook',
    config: { credentials: { password: '[secret]' } },
  });
  expect(shown.stdout).not.toContain(sample.password);

  const followed = await rote(['runs', 'follow', runId, '--json'], env());
  const events = followed.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: number; type: string });
  expect(events.map((event) => event.id)).toEqual(events.map((_event, index) => index + 1));
  expect(events.at(-1)?.type).toBe('complete');

  const stopped = await rote(['runs', 'stop', runId], env());
  expect(stopped.stdout).toContain('had already ended: completed');
});

test('the command line says what it cannot do: no such run, no service, a second service on the same folder', async () => {
  const unknown = await rote(['runs', 'show', 'nobody'], env());
  expect(unknown).toMatchObject({ code: 2, stdout: '' });
  expect(unknown.stderr).toContain('NOT_FOUND');
  const nowhere = await rote(['runs', 'list', '--server', 'http://127.0.0.1:9'], env());
  expect(nowhere.code).toBe(1);
  expect(nowhere.stderr).toContain('No Rote service answers at http://127.0.0.1:9');
  const local = await rote(['run', 'x', '--server', 'http://127.0.0.1:9', '--playbooks', folder, '--headed'], env());
  expect(local.stderr).toContain("With --server, the service's own settings apply: --playbooks, --headed are ignored.");
  const second = await rote(['serve', '--port', '0'], env());
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(/CONFLICT: The data folder .* is in use by process \d+/);
});

test('keys are made and revoked while the service runs, and hold at once [SERVICE-12]', async () => {
  const made = await rote(['key', 'create', 'deploy'], env());
  const key = made.stdout.trim();
  expect(key).toMatch(/^rote_[0-9a-f]{12}_[\w-]{43}$/);
  const asked = () => fetch(`${service.url}/v1/runs`, { headers: { authorization: `Bearer ${key}` } });
  expect((await asked()).status).toBe(200);
  expect((await rote(['key', 'list'], env())).stdout).toContain('deploy');
  expect((await rote(['key', 'create', 'deploy'], env())).stderr).toContain('CONFLICT');
  expect((await rote(['key', 'revoke', 'deploy'], env())).code).toBe(0);
  expect((await asked()).status).toBe(401);
  expect((await rote(['key', 'revoke', 'deploy'], env())).stderr).toContain('NOT_FOUND');
});

test('the end of a run is told to a webhook, signed with the secret that the command line shows', async () => {
  const { promise, resolve: received } = Promise.withResolvers<{ body: string; signature: string }>();
  const receiver = createServer(async (request, response) => {
    received({ body: await text(request), signature: String(request.headers['rote-signature']) });
    response.end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  sample.reset();
  const { port } = receiver.address() as AddressInfo;
  const created = await fetch(`${service.url}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      directive: `Cancel order #${ORDER}`,
      start_url: sample.url,
      credentials: { username: sample.user, password: sample.password },
      webhook_url: `http://127.0.0.1:${port}/hook?token=of-the-receiver`,
    }),
  });
  expect(created.status).toBe(202);
  const { run_id: runId } = (await created.json()) as { run_id: string };
  const { body, signature } = await promise;
  expect(JSON.parse(body)).toMatchObject({ event: 'run.ended', run: { run_id: runId, status: 'completed' } });
  const secret = new Secret((await rote(['key', 'webhook'], env())).stdout.trim());
  expect(verifyWebhook(secret, signature, body)).toEqual({ ok: true });
  expect(verifyWebhook(secret, signature, `${body} `)).toMatchObject({ ok: false });
  receiver.close();
  receiver.closeAllConnections();
});

test('a run cannot use the API of the service that runs it, whatever it allows [EGRESS-17]', async () => {
  const post = (body: object) =>
    fetch(`${service.url}/v1/runs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const guardrails = { allow_private_networks: true };
  for (const start_url of [service.url, service.url.replace('127.0.0.1', 'localhost')]) {
    const created = await post({
      directive: 'Start another run',
      playbook: 'start_another',
      execution_mode: 'playbook_only',
      start_url,
      guardrails,
    });
    const { run_id: runId } = (await created.json()) as { run_id: string };
    await rote(['runs', 'follow', runId], env());
    const view = JSON.parse((await rote(['runs', 'show', runId, '--json'], env())).stdout) as RunView;
    expect(view.error?.message).toContain('belongs to the Rote service itself, which no run may reach');
  }
  const listed = await rote(['runs', 'list', '--json'], env());
  expect(listed.stdout).toContain('Start another run');
  expect(listed.stdout).not.toContain('made from inside');
});

test('SIGTERM lets the run that is under way end, and leaves nothing', async () => {
  sample.reset();
  const created = await fetch(`${service.url}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      run_id: 'drained',
      directive: `Cancel order #${ORDER}`,
      start_url: sample.url,
      credentials: { username: sample.user, password: sample.password },
    }),
  });
  expect(created.status).toBe(202);
  const stream = await fetch(`${service.url}/v1/runs/drained/stream`);
  for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) if (chunk.includes('step_started')) break;
  const family = await descendantsOf(service.child.pid!);
  expect(family.length).toBeGreaterThan(1);
  service.child.kill('SIGTERM');
  const [code] = await once(service.child, 'exit');
  expect(code).toBe(0);
  expect(sample.store.order(ORDER)?.status).toBe('cancelled');
  expect((await Promise.all(family.map(isAlive))).filter(Boolean)).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.endsWith('.lock') || name.endsWith('.sock'))).toEqual([]);

  service = await start();
  const view = (await (await fetch(`${service.url}/v1/runs/drained`)).json()) as RunView;
  expect(view).toMatchObject({ status: 'completed', persisted: true });
});
