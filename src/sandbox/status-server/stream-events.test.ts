import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runConfigSchema, type SandboxStart } from '../../contract/index.ts';
import { noRecorder } from '../../recording/index.ts';
import type { LiveRun } from '../../run/index.ts';
import { Secret, SecretBook } from '../../secrets/index.ts';
import { LiveRunView } from './run-view.ts';
import { streamEvents } from './stream-events.ts';

const start: SandboxStart = {
  run_id: 'r',
  config: runConfigSchema.parse({ directive: 'go' }),
  folders: { runs: '', playbooks: '', profiles: '', sessions: '', uploads: null, inputs: null },
  policy: null,
  network: { upstream_proxies: [], closed: [] },
  token: 'x'.repeat(32),
  listen_host: '127.0.0.1',
  browser: { path: '', version: '', source: 'system' },
  session_key: { secret: 'f'.repeat(64), is_chosen: false },
  settings: {},
};

let secrets: SecretBook;
let recorder: ReturnType<typeof noRecorder>;
let view: LiveRunView;
let server: Server;
let responses: ServerResponse[];
let url: string;

beforeEach(async () => {
  secrets = new SecretBook();
  recorder = noRecorder();
  view = new LiveRunView(start, secrets, () => undefined);
  responses = [];
  server = createServer((request, response) => {
    responses.push(response);
    void streamEvents(view, Number(request.url?.slice(1)), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const show = () => view.show({ ...recorder, screenshot: () => Promise.reject(new Error('no page')) } satisfies LiveRun);
const note = (message: string) => recorder.emit({ type: 'notice', kind: 'tab', message });
const end = () => recorder.emit({ type: 'complete', status: 'completed', summary: '', error: null });
const idsIn = (stream: string) => [...stream.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

test('sends every event to a reader that connects before the folder exists, and ends after the last', async () => {
  const response = await fetch(`${url}/0`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  show();
  await note('one');
  await note('two');
  await end();
  const stream = await text(response.body!);
  expect(idsIn(stream)).toEqual([1, 2, 3]);
  expect(stream).toMatch(/id: 3\nevent: complete\ndata: \{"id":3,.*\}\n\n$/);
});

test('continues after an id, and ends after the last one', async () => {
  show();
  for (let number = 1; number <= 5; number++) await note(String(number));
  await end();
  expect(idsIn(await text((await fetch(`${url}/4`)).body!))).toEqual([5, 6]);
  expect(idsIn(await text((await fetch(`${url}/6`)).body!))).toEqual([]);
});

test('sends a long history completely to a reader that keeps up', async () => {
  show();
  for (let number = 1; number <= 400; number++) await note('x'.repeat(10_000));
  await end();
  expect(idsIn(await text((await fetch(`${url}/0`)).body!))).toHaveLength(401);
});

test('drops a reader that reads nothing, without affecting others', async () => {
  show();
  const healthy = text((await fetch(`${url}/0`)).body!);
  const stalled = connect(Number(new URL(url).port), '127.0.0.1');
  stalled.pause();
  stalled.on('error', () => undefined);
  stalled.write('GET /0 HTTP/1.1\r\nhost: x\r\n\r\n');
  while (responses.length < 2) await once(server, 'request');
  const dropped = new AbortController();
  responses[1]!.once('close', () => dropped.abort());
  let sent = 0;
  for (; !dropped.signal.aborted && sent < 4_000; sent++) {
    await note('x'.repeat(10_000));
    await new Promise((turn) => setImmediate(turn));
  }
  expect(dropped.signal.aborted).toBe(true);
  await end();
  expect(idsIn(await healthy)).toHaveLength(sent + 1);
  stalled.destroy();
});

test('removes what became a secret after the event was written', async () => {
  show();
  await note('opened /reset?code=f00dcafe8842');
  secrets.add('cookie:code', new Secret('f00dcafe8842'));
  await end();
  const stream = await text((await fetch(`${url}/0`)).body!);
  expect(stream).toContain('code=[secret]');
  expect(stream).not.toContain('f00dcafe8842');
});
