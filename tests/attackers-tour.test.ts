import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunView } from '../src/contract/index.ts';
import { rote } from './support/cli.ts';
import { type RunningService, startService } from './support/running-service.ts';

let folder: string;
let service: RunningService;
/** The attacker's own site, and what was sent to it. */
let site: Server;
const received: string[] = [];

const UPLOAD = `id: send_file
name: Send a file
parameters: [{ name: file }]
start_url: '{base_url}/'
steps:
  - { action: upload, selector: { primary: '#file' }, params: { files: ['{file}'] } }
  - { action: click, selector: { primary: '#send' }, effect: write }
`;
const OWN_SERVICE = `id: own_service
name: Use the service
start_url: '{base_url}/healthz'
steps: [{ action: api_request, effect: write, request: { method: POST, url: '{base_url}/v1/runs', json: { directive: From a run } } }]
`;
const WAIT = `id: wait
name: Wait
start_url: '{base_url}/'
steps: [{ action: wait_for, selector: { primary: '#never' }, timeout_ms: 120000 }]
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-tour-'));
  await Promise.all(
    Object.entries({ send_file: UPLOAD, own_service: OWN_SERVICE, wait: WAIT }).map(([id, yaml]) =>
      writeFile(join(folder, `${id}.yaml`), yaml),
    ),
  );
  site = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.method === 'POST') received.push(body);
      response.setHeader('content-type', 'text/html');
      response.end(
        '<form method="post" enctype="multipart/form-data"><input type="file" name="f" id="file"><button id="send">Send</button></form>',
      );
    });
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const args = ['--capacity', '2', '--rate-limit', '1000000', '--playbooks', folder];
  service = await startService(args, { ROTE_DATA: join(folder, 'data') });
});
afterAll(async () => {
  site.closeAllConnections();
  site.close();
  await service.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const attackersSite = () => `http://127.0.0.1:${(site.address() as AddressInfo).port}`;

async function newKey(name: string, ...options: string[]): Promise<string> {
  return (await rote(['key', 'create', name, ...options], { ROTE_DATA: join(folder, 'data') })).stdout.trim();
}

interface Asked {
  key?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

async function ask(method: string, path: string, { key, headers, body }: Asked = {}) {
  const sent = {
    ...(key && { authorization: `Bearer ${key}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  };
  const init = { method, headers: sent, body: typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body) };
  const response = await fetch(service.url + path, init);
  return { status: response.status, text: await response.text() };
}

async function create(playbook: string, more: Record<string, unknown>, key?: string): Promise<string> {
  const body = { directive: 'Go', playbook, start_url: attackersSite(), guardrails: { allow_private_networks: true }, ...more };
  const { status, text: answer } = await ask('POST', '/v1/runs', { key, body: { execution_mode: 'playbook_only', ...body } });
  expect([status, answer]).toEqual([202, answer]);
  return JSON.parse(answer).run_id;
}

/** Follows the run to its end. */
async function endOf(runId: string, key?: string): Promise<RunView> {
  await ask('GET', `/v1/runs/${runId}/stream`, { key });
  return JSON.parse((await ask('GET', `/v1/runs/${runId}`, { key })).text);
}

/** An event stream that has begun. `ended` resolves when the service ends it. */
async function openStream(runId: string, key: string) {
  const response = await fetch(`${service.url}/v1/runs/${runId}/stream`, { headers: { authorization: `Bearer ${key}` } });
  const reader = response.body!.getReader();
  await reader.read();
  const ended = (async () => {
    while (!(await reader.read()).done);
  })();
  return { ended };
}

test('keys of others: a foreign run can be neither seen nor stopped, and its idempotency key repeats nothing', async () => {
  const [mine, theirs] = [await newKey('mine'), await newKey('theirs')];
  const runId = await create('wait', {}, theirs);
  for (const path of ['', '/stream', '/screen', '/recording/manifest', '/recording/trace', '/recording/downloads/x']) {
    const foreign = await ask('GET', `/v1/runs/${runId}${path}`, { key: mine });
    const missing = await ask('GET', `/v1/runs/no-such-run${path}`, { key: mine });
    expect(foreign).toEqual({ status: 404, text: missing.text.replace('no-such-run', runId) });
  }
  expect((await ask('POST', `/v1/runs/${runId}/stop`, { key: mine })).status).toBe(404);
  expect((await ask('GET', '/v1/runs', { key: mine })).text).not.toContain(runId);
  expect((await ask('GET', '/v1/runs', { key: theirs })).text).toContain(runId);
  expect((await ask('GET', '/v1/metrics', { key: mine })).status).toBe(401);
  const body = { directive: 'Go', playbook: 'wait', start_url: attackersSite(), guardrails: { allow_private_networks: true } };
  const repeatable = { headers: { 'idempotency-key': 'the-same' }, body };
  const made = [await ask('POST', '/v1/runs', { key: mine, ...repeatable }), await ask('POST', '/v1/runs', { key: theirs, ...repeatable })];
  const ids = made.map(({ text: answer }) => JSON.parse(answer).run_id);
  expect(ids[0]).not.toBe(ids[1]);
  for (const id of [runId, ...ids]) expect((await ask('POST', `/v1/runs/${id}/stop`)).status).toBe(200);
});

test('a revoked key: its open streams end, those of other keys go on', async () => {
  const [kept, revoked] = [await newKey('kept', '--all-runs'), await newKey('revoked')];
  const runId = await create('wait', {}, revoked);
  const [goesOn, ends] = [await openStream(runId, kept), await openStream(runId, revoked)];
  let isOver = false;
  void goesOn.ended.then(() => (isOver = true));
  await rote(['key', 'revoke', 'revoked'], { ROTE_DATA: join(folder, 'data') });
  await ends.ended;
  expect([isOver, (await ask('GET', `/v1/runs/${runId}`, { key: revoked })).status]).toEqual([false, 401]);
  await ask('POST', `/v1/runs/${runId}/stop`);
  await goesOn.ended;
});

test.each([
  'http://127.0.0.1:3128',
  'http://[::ffff:127.0.0.1]:3128',
  'http://2130706433:3128',
  'http://10.0.0.1:3128',
  'http://169.254.169.254',
  'http://metadata.google.internal',
])('upstream proxies: %s is no way into the network of the worker', async (server) => {
  const body = {
    directive: 'Go',
    playbook: 'wait',
    start_url: attackersSite(),
    guardrails: { allow_private_networks: true },
    proxy: { server },
  };
  const { status, text: answer } = await ask('POST', '/v1/runs', { body });
  expect([status, JSON.parse(answer).error.details.fields]).toMatchObject([400, [{ path: 'proxy.server' }]]);
});

test.each(['169.254.169.254', 'metadata.google.internal', '[fd00:ec2::254]'])('metadata: %s stays closed, named or not', async (host) => {
  const guardrails = { allow_private_networks: true, allowed_domains: [host] };
  const body = { directive: 'Go', playbook: 'wait', start_url: `http://${host}/latest`, guardrails };
  const { status, text: answer } = await ask('POST', '/v1/runs', { body });
  expect([status, answer]).toEqual([400, expect.stringContaining('metadata_services: nobody in its policy')]);
});

test('own service: a run cannot use it, whatever it allows and however its address is written', async () => {
  const { port } = new URL(service.url);
  const hosts = ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433'];
  const runs = hosts.map((host) => create('own_service', { start_url: `http://${host}:${port}` }));
  for (const runId of await Promise.all(runs)) {
    const view = await endOf(runId);
    expect([view.status, view.error?.message]).toEqual(['failed', expect.stringContaining('belongs to the Rote service itself')]);
  }
  expect((await ask('GET', '/v1/runs?text=From%20a%20run')).text).toContain('"runs":[]');
});

test('files of the worker are not sent', async () => {
  const files = [join(folder, 'data', 'server.key'), '/proc/self/environ'];
  const runs = await Promise.all(files.map((file) => create('send_file', { playbook_params: { file } })));
  for (const view of await Promise.all(runs.map((runId) => endOf(runId))))
    expect(view).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('may not be uploaded') } });
  expect(received).toEqual([]);
});

const FROM_PAGE = '{"directive":"From a page"}';

test('files of another key are neither sent nor named, and the own one arrives as it is', async () => {
  const [mine, theirs] = [await newKey('sends a file'), await newKey('wants that file')];
  const headers = { 'content-type': 'application/octet-stream' };
  const sent = await ask('POST', '/v1/files?name=receipt.txt', { key: mine, headers, body: 'a receipt of mine' });
  const files = [JSON.parse(sent.text).file_id];
  const asked = { directive: 'Go', playbook: 'send_file', start_url: attackersSite(), playbook_params: { file: 'receipt.txt' }, files };
  const foreign = await ask('POST', '/v1/runs', { key: theirs, body: asked });
  expect([foreign.status, foreign.text]).toEqual([400, expect.not.stringContaining('receipt.txt')]);
  const view = await endOf(await create('send_file', { playbook_params: { file: 'receipt.txt' }, files }, mine), mine);
  expect(view).toMatchObject({ status: 'completed' });
  expect(received).toEqual([expect.stringContaining('a receipt of mine')]);
  received.length = 0;
});

describe('pages of other origins', () => {
  const ports = [5173, 7070];
  const origins = [
    ...ports.map((port) => `http://localhost:${port}`),
    'http://127.0.0.1',
    'https://evil.example.com',
    'null',
    'http://attacker.localhost',
  ];

  test('can neither create nor stop a run, with or without a key', async () => {
    const key = await newKey('of a browser');
    const runId = await create('wait', {}, key);
    for (const origin of origins) {
      for (const sent of [{}, { key }]) {
        const stop = await ask('POST', `/v1/runs/${runId}/stop`, { ...sent, headers: { origin } });
        const made = await ask('POST', '/v1/runs', { ...sent, headers: { origin }, body: FROM_PAGE });
        const simple = await ask('POST', '/v1/runs', { ...sent, headers: { origin, 'content-type': 'text/plain' }, body: FROM_PAGE });
        expect([origin, stop.status, made.status, simple.status]).toEqual([origin, 401, 401, 401]);
      }
    }
    expect(JSON.parse((await ask('GET', '/v1/runs?limit=1', { key })).text).runs[0].status).not.toBe('terminated');
    expect((await ask('GET', '/v1/runs?text=From%20a%20page')).text).toContain('"runs":[]');
    await ask('POST', `/v1/runs/${runId}/stop`);
  });
});

describe('a busy attacker does not keep others from an answer', () => {
  const health = async () => (await fetch(`${service.url}/healthz`)).status;

  test('1,000 connections whose requests never end', async () => {
    const { port } = new URL(service.url);
    const sockets: Socket[] = [];
    try {
      for (let count = 0; count < 1_000; count += 1) {
        const socket = createConnection({ host: '127.0.0.1', port: Number(port) });
        socket.on('error', () => undefined);
        sockets.push(socket);
      }
      await Promise.all(sockets.map((socket) => once(socket, 'connect')));
      for (const socket of sockets)
        socket.write('POST /v1/runs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
      expect(await health()).toBe(200);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  const wide = `{"directive":"Go","playbook_params":{${Array.from({ length: 50_000 }, (_, at) => `"a${at}":1`).join()}}}`;
  const deep = `{"directive":"Go","output_schema":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`;
  test.each<[string, unknown]>([
    ['deep JSON', deep],
    ['wide JSON', wide],
    ['a list of lists', `[${'['.repeat(100_000)}`],
    ['many domains', { directive: 'Go', guardrails: { allowed_domains: Array.from({ length: 20_000 }, (_, at) => `*.a${at}.test`) } }],
    ['a directive that is hard to match', { directive: `${'order #'.repeat(1_400)}!` }],
    ['a schema with a pattern that explodes', { directive: 'Go', output_schema: { type: 'string', pattern: '^(a+)+$' } }],
  ])('%s', async (_what, body) => {
    const answers = Array.from({ length: 3 }, () => ask('POST', '/v1/runs/dry-run', { body }));
    expect(await health()).toBe(200);
    for (const { status } of await Promise.all(answers)) expect([200, 400]).toContain(status);
  });

  test('a search for many wildcards', async () => {
    const query = `text=${encodeURIComponent('%_'.repeat(250))}`;
    expect((await ask('GET', `/v1/runs?${query}`)).text).toContain('"runs":[]');
    expect(await health()).toBe(200);
  });
});
