import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scanForSecrets } from '../src/recording/index.ts';
import { Secret, SecretBook } from '../src/secrets/index.ts';
import { rote } from './support/cli.ts';

const random = () => randomBytes(6).toString('hex');
/** What a password manager would never make and a person might. */
const SECRETS = {
  password: `p"ä'ss wö\\rd ${random()} 😀`,
  api_key: `key/${random()}+${random()}==`,
  session: `s3ss-${random()}${random()}`,
  token: `eyJhbGciOiJIUzI1NiJ9.${randomBytes(18).toString('base64url')}.${randomBytes(18).toString('base64url')}`,
};

let server: Server;
let url: string;
let folder: string;
/** What really arrived, so that "0 found" cannot mean "never used". */
const arrived = { password: '', api_key: '', cookie: '', header: '' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-canary-'));
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const page = (html: string, headers = {}) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html);
    if (request.url === '/login' && request.method === 'POST') {
      arrived.password = new URLSearchParams(body).get('password') ?? '';
      return response.writeHead(303, { location: '/home', 'set-cookie': `session=${SECRETS.session}; HttpOnly; Path=/` }).end();
    }
    if (request.url === '/login')
      return page('<form method="post"><input name="username"><input name="password" type="password"><button>Sign in</button></form>');
    if (request.url === '/api') {
      arrived.api_key = String(request.headers['x-api-key']);
      arrived.header = String(request.headers.authorization);
      arrived.cookie = String(request.headers.cookie);
      // A server that repeats what it was given, as error pages and debug end points do.
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify({ you_sent: request.headers, body, ok: true }));
    }
    // A page that shows every secret it knows: as text, in fields, in links, in its title.
    return page(
      `<title>Home ${SECRETS.session}</title><h1>Welcome</h1><p id="echo">${SECRETS.password} / ${SECRETS.token} / ${SECRETS.api_key}</p>
       <input value="${SECRETS.token}"><a href="/home?sid=${SECRETS.session}">again</a>
       <script>localStorage.setItem('token', ${JSON.stringify(SECRETS.token)}); console.log(localStorage.token);</script>`,
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(
    join(folder, 'canary.yaml'),
    `
id: canary
name: Canary
auth_required: true
auth: { mode: form_login, login_url: '{base_url}/login', success: { cookie_present: session } }
capture:
  cookies: [{ name: session, store_as: session_cookie }]
  storage: [{ scope: local, key: token, store_as: api_token }]
start_url: '{base_url}/home'
guardrails: { allow_private_networks: true }
steps:
  - { action: extract, selector: { primary: '#echo' }, store_as: echo }
  - { action: click, selector: { primary: 'text=again' } }
  - action: api_request
    request:
      method: POST
      url: '{base_url}/api'
      headers: { X-Api-Key: '{credential:api_key}', Authorization: 'Bearer {api_token}' }
      cookies: { session: '{session_cookie}' }
      json: { secret: '{credential:password}', token: '{api_token}' }
      response: { mode: text }
    effect: none
    store_as: answer
  - { action: extract, params: { mode: markdown }, store_as: page }
  - { action: click, selector: { primary: 'text="{echo} again"' }, on_failure: abort, timeout_ms: 500 }
`,
  );
  await writeFile(
    join(folder, 'credentials.json'),
    JSON.stringify({ username: 'robin', password: SECRETS.password, api_key: SECRETS.api_key }),
    {
      mode: 0o600,
    },
  );
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

test('secrets that were typed, sent, captured and shown are in no file, no name and no output of the run [REDACT-01]', async () => {
  const end = await rote(
    [
      'run',
      'go',
      '--playbook',
      'canary',
      '--playbooks',
      folder,
      '--start-url',
      url,
      '--credentials-file',
      join(folder, 'credentials.json'),
      '--output',
      join(folder, 'runs'),
      '--run-id',
      'canary',
      '--json',
    ],
    { ROTE_DATA: join(folder, 'data'), ROTE_LOG: 'debug' },
  );
  const report = JSON.parse(end.stdout);
  // It got as far as the last step, which cannot work, so that an error had its chance to tell.
  expect(
    report.step_results.map((one: { status: string }) => one.status),
    end.stdout,
  ).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'failed']);
  expect(arrived).toEqual({
    password: SECRETS.password,
    api_key: SECRETS.api_key,
    header: `Bearer ${SECRETS.token}`,
    cookie: expect.stringContaining(SECRETS.session),
  });

  const book = new SecretBook();
  for (const [name, value] of Object.entries(SECRETS)) book.add(name, new Secret(value));
  await writeFile(join(folder, 'runs', 'stdout.txt'), end.stdout);
  await writeFile(join(folder, 'runs', 'stderr.txt'), end.stderr);
  expect(await scanForSecrets(join(folder, 'runs'), book)).toEqual([]);
  const files = await readdir(join(folder, 'runs', 'canary'), { recursive: true });
  expect(files).toEqual(expect.arrayContaining(['trace.zip', 'events.ndjson', 'status.json', 'manifest.json']));

  // The saved login, with its cookies and stored values, is encrypted although no key was set.
  expect(await readdir(join(folder, 'data', 'sessions'))).toHaveLength(1);
  expect((await stat(join(folder, 'data', 'server.key'))).mode & 0o777).toBe(0o600);
  expect(await scanForSecrets(join(folder, 'data'), book)).toEqual([]);
  expect(await readFile(join(folder, 'runs', 'canary', 'status.json'), 'utf8')).toContain('[secret]');
});
