import { randomBytes, randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { openRecorder, scanForSecrets, serveTraceViewer } from '../src/recording/index.ts';
import { Secret, SecretBook } from '../src/secrets/index.ts';

/** Whatever an encoder, a shell, a database or a browser might trip over, and different at each run. */
const SECRETS = {
  password: `p"ä'ss wö\\rd<&+%${randomBytes(6).toString('hex')}😀`,
  token: randomUUID(),
  cookie: `sess-${randomBytes(12).toString('base64url')}`,
  apiKey: `key/${randomBytes(9).toString('base64')}`,
};

/** Every encoding as another program would write it; made without any part of the product. */
function spellings(secret: string): Map<string, Buffer> {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const each = (write: (point: number) => string) => [...secret].map((character) => write(character.codePointAt(0)!)).join('');
  const perUnit = (write: (unit: number) => string) =>
    Array.from({ length: secret.length }, (_, at) => write(secret.charCodeAt(at))).join('');
  const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
  const aligned = (offset: number, encoding: 'base64' | 'base64url', data = bytes) => {
    const bits = (offset + data.length) * 8;
    return Buffer.concat([Buffer.alloc(offset), data])
      .toString(encoding)
      .slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
  };
  const texts: Record<string, string> = {
    plain: secret,
    json,
    'json in json': JSON.stringify(json).slice(1, -1),
    'json, ascii': json.replace(/[^ -~]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`),
    'json, all units': perUnit((unit) => `\\u${hex(unit, 4)}`),
    'json, all units, upper': perUnit((unit) => `\\u${hex(unit, 4).toUpperCase()}`),
    encodeURIComponent: encodeURIComponent(secret),
    encodeURI: encodeURI(secret),
    'percent, lower': encodeURIComponent(secret).replace(/%../g, (escaped) => escaped.toLowerCase()),
    'percent, all bytes': [...bytes].map((byte) => `%${hex(byte, 2)}`).join(''),
    'percent, twice': encodeURIComponent(encodeURIComponent(secret)),
    'percent of json': encodeURIComponent(json),
    form: new URLSearchParams([['', secret]]).toString().slice(1),
    'form, windows-1252': new URLSearchParams([['', each((point) => (point > 255 ? `&#${point};` : String.fromCodePoint(point)))]])
      .toString()
      .slice(1)
      .replace(/%C3%(..)/g, (_, low: string) => `%${hex(Number.parseInt(low, 16) + 0x40, 2).toUpperCase()}`),
    'html decimal': each((point) => `&#${point};`),
    'html hex': each((point) => `&#x${point.toString(16)};`),
    'html, quotes and brackets': secret.replace(
      /[&<>"']/g,
      (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!,
    ),
    'html, brackets': secret.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]!),
    'base64 at 0': aligned(0, 'base64'),
    'base64 at 1': aligned(1, 'base64'),
    'base64 at 2': aligned(2, 'base64'),
    'base64url at 0': aligned(0, 'base64url'),
    'base64url at 1': aligned(1, 'base64url'),
    'base64url at 2': aligned(2, 'base64url'),
    'base64 of json': aligned(0, 'base64', Buffer.from(json)),
    'base64, windows-1252': aligned(0, 'base64', Buffer.from(secret, 'latin1')),
    'base64, utf-16': aligned(0, 'base64', Buffer.from(secret, 'utf16le')),
    hex: bytes.toString('hex'),
    'hex, upper': bytes.toString('hex').toUpperCase(),
    'backslash quotes': secret.replace(/["'\\]/g, '\\$&'),
    'shell word': secret.replace(/[^\p{L}\p{N}]/gu, '\\$&'),
    'octal bytes': [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
    'hex bytes': [...bytes].map((byte) => `\\x${hex(byte, 2)}`).join(''),
    NFD: secret.normalize('NFD'),
    'utf-8 read as latin1': bytes.toString('latin1'),
  };
  const all = new Map(Object.entries(texts).map(([name, text]): [string, Buffer] => [name, Buffer.from(text)]));
  all.set('latin1 bytes', Buffer.from(secret, 'latin1')).set('utf-16le bytes', Buffer.from(secret, 'utf16le'));
  all.set('utf-16be bytes', Buffer.from(secret, 'utf16le').swap16());
  return all;
}

const GZIP = Buffer.from([0x1f, 0x8b]);

/** Every file below the folder, zips and gzip bodies unpacked, as name and content. */
async function everything(folder: string): Promise<[string, Buffer][]> {
  const found: [string, Buffer][] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found.push([path.slice(folder.length), entry.isFile() ? await readFile(path) : Buffer.alloc(0)]);
    if (!entry.name.endsWith('.zip')) continue;
    const zip = await fromBufferPromise(await readFile(path), { lazyEntries: true });
    for await (const inner of zip.eachEntry()) {
      const pieces: Buffer[] = [];
      for await (const piece of await zip.openReadStreamPromise(inner)) pieces.push(piece);
      const content = Buffer.concat(pieces);
      found.push([`${entry.name}: ${inner.fileName}`, content]);
      if (content.subarray(0, 2).equals(GZIP)) found.push([`${entry.name}: ${inner.fileName}, unpacked`, gunzipSync(content)]);
    }
  }
  return found;
}

async function leaks(folder: string): Promise<string[]> {
  const forms = Object.entries(SECRETS).flatMap(([name, secret]) =>
    [...spellings(secret)].map(([how, bytes]) => [`${name}, ${how}`, bytes] as const),
  );
  const found: string[] = [];
  for (const [path, content] of await everything(folder)) {
    for (const [what, bytes] of forms) if (content.includes(bytes) || Buffer.from(path).includes(bytes)) found.push(`${path}: ${what}`);
  }
  return found;
}

/** An application that repeats what it is told in every way it can. */
function startApplication(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces).toString('latin1');
    const { pathname } = new URL(request.url!, 'http://x');
    if (pathname === '/body.bin')
      return void response.setHeader('content-type', 'application/octet-stream').end(gzipSync(SECRETS.password));
    response.setHeader('set-cookie', `session=${SECRETS.cookie}; HttpOnly; Path=/`).setHeader('content-type', 'text/html; charset=utf-8');
    const repeated = [...spellings(SECRETS.password).values()].map((bytes) => bytes.toString('base64'));
    response.end(`<!doctype html><title>canary</title><form method="post" action="/login?from=${encodeURIComponent(SECRETS.token)}" accept-charset="windows-1252">
      <input name="user"><input type="password" name="password"><button>Sign in</button></form><pre>${body.replaceAll('<', '&lt;')}</pre>
      <p id="echo"></p><script type="application/json" id="data">${JSON.stringify(repeated)}</script>
      <script>const all = JSON.parse(document.querySelector('#data').textContent).map(atob);
        document.querySelector('#echo').textContent = all.slice(0, 30).join(' | '); document.querySelector('#echo').title = all[0];</script>`);
  });
  return new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(server)));
}

let server: Server;
let browser: Browser;
let runs: string;
let raw: string;

beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'rote-canary-'));
  raw = join(runs, 'raw.zip');
  server = await startApplication();
  browser = await chromium.launch({
    executablePath: process.env.ROTE_BROWSER ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  await recordSession(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await rm(runs, { recursive: true, force: true });
});

/** Uses the secrets in a login form, a header, a cookie, a query, a JSON POST, a form POST, Basic credentials and localStorage. */
async function recordSession(origin: string): Promise<void> {
  const context = await browser.newContext({ extraHTTPHeaders: { 'x-api-key': SECRETS.apiKey, authorization: `Bearer ${SECRETS.token}` } });
  await context.tracing.start({ snapshots: true, screenshots: false, sources: false });
  const page = await context.newPage();
  await page.goto(`${origin}/start`);
  await page.fill('[name=user]', 'maria');
  await page.fill('[name=password]', SECRETS.password);
  await page.click('button');
  await page.waitForURL('**/login**');
  await page.evaluate(
    async ({ password, token }) => {
      localStorage.setItem('token', token);
      sessionStorage.setItem('password', password);
      const headers = { 'content-type': 'application/json', 'x-basic': `Basic ${btoa(`maria:${unescape(encodeURIComponent(password))}`)}` };
      await fetch('/json', { method: 'POST', headers, body: JSON.stringify({ nested: JSON.stringify({ password }) }) });
      await fetch('/form', { method: 'POST', body: new URLSearchParams({ password, token }) });
      await fetch(`/query?p=${encodeURIComponent(password)}&t=${token}`);
      await fetch('/body.bin').then((response) => response.arrayBuffer());
      console.log('typed', password);
    },
    { password: SECRETS.password, token: SECRETS.token },
  );
  await page.getByText('Sign in').click();
  await context.storageState();
  await context.tracing.stop({ path: raw });
  await context.close();
}

/** A run as the product writes it, with everything that quotes a secret. */
async function writeRun(runId: string, secrets: SecretBook): Promise<string> {
  const recorder = await openRecorder({ runsFolder: join(runs, 'runs'), runId, secrets, settings: { trace: true, screenshots: true } });
  const { password, token, apiKey, cookie } = SECRETS;
  const quoted = [...spellings(password).entries()].map(([how, bytes]) => `${how}: ${bytes.toString()}`).join('\n');
  const number = recorder.nextActionNumber();
  const screenshot = await recorder.saveScreenshot(number, `key_press ${password}`, Buffer.from([0xff, 0xd8, 0xff]));
  await recorder.recordAction({
    number,
    at: new Date().toISOString(),
    action: 'key_press',
    input: { selector: `text=${password}`, text: new Secret(password), [apiKey]: cookie },
    driver: 'playbook',
    ok: false,
    text: quoted,
    output: token,
    error: { code: 'STEP_FAILED', message: `could not type ${password}`, details: { cookie, deep: [quoted] } },
    url_before: `http://x/?t=${token}`,
    url_after: `http://x/#${encodeURIComponent(password)}`,
    duration_ms: 1,
    ...(screenshot !== undefined && { screenshot }),
  });
  await recorder.emit({ type: 'notice', kind: 'dialog', message: quoted });
  await recorder.emit({ type: 'complete', status: 'failed', summary: quoted, error: { code: 'STEP_FAILED', message: apiKey } });
  await mkdir(recorder.downloadsFolder);
  await writeFile(join(recorder.downloadsFolder, `export ${token}.csv`), 'a;b');
  const copy = join(recorder.scratchFolder, 'raw.zip');
  await copyFile(raw, copy);
  expect(await recorder.sealTrace(copy)).toEqual({ kept: true, path: join(recorder.folder, 'trace.zip') });
  await recorder.publishStatus({
    run_id: recorder.runId,
    status: 'failed',
    directive: `Log in with ${password}`,
    playbook: null,
    driver: null,
    summary: quoted,
    data: { token, [password]: { cookie } },
    extracted_texts: [quoted],
    error: { code: 'STEP_FAILED', message: quoted },
    step_results: [],
    ledger: [],
    tokens: { input: 0, cached: 0, output: 0, reasoning: 0, cost_usd: null },
    started_at: '',
    finished_at: null,
    duration_ms: 0,
    artifacts: [],
    warnings: [cookie],
  });
  await recorder.writeManifest({ status: 'failed', roteVersion: '0', warnings: [quoted] });
  await recorder.close();
  return recorder.folder;
}

function fullBook(): SecretBook {
  const book = new SecretBook();
  for (const [name, value] of Object.entries(SECRETS)) book.add(`credential:${name}`, new Secret(value));
  return book;
}

describe('no secret at rest', () => {
  it('a run folder holds no secret in any encoding, and its trace opens in the viewer [REDACT-01]', async () => {
    const folder = await writeRun('canary', fullBook());
    expect(await leaks(folder)).toEqual([]);
    expect(await scanForSecrets(folder, fullBook())).toEqual([]);

    const viewer = await serveTraceViewer(join(folder, 'trace.zip'));
    const context = await browser.newContext();
    const page = await context.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await page.goto(viewer.url);
    await page.getByText('Fill "[secret]"').waitFor();
    await page.getByText('Fill "maria"').click();
    const snapshot = page.frameLocator('iframe[name="snapshot"]:visible');
    await snapshot.getByText('Sign in').waitFor();
    await page.getByText('Network', { exact: true }).click();
    await page.getByText('body.bin').first().waitFor();
    expect(failures).toEqual([]);
    await context.close();
    await viewer.close();
  });

  it('the same search finds plenty in a run that is not cleaned, so it could have failed', async () => {
    const folder = await writeRun('control', new SecretBook());
    await copyFile(raw, join(folder, 'trace.zip'));
    const found = await leaks(folder);
    const kinds = new Set(found.map((one) => one.slice(one.lastIndexOf(': ') + 2)));
    expect(found.length).toBeGreaterThan(100);
    for (const name of Object.keys(SECRETS)) expect([...kinds]).toContain(`${name}, plain`);
    expect([...kinds].filter((kind) => kind.startsWith('password')).length).toBeGreaterThan(20);
    for (const place of [
      'status.json',
      'events.ndjson',
      'actions/',
      'downloads/',
      'manifest.json',
      'trace.trace',
      'trace.network',
      'resources/',
    ]) {
      expect(
        found.some((one) => one.includes(place)),
        place,
      ).toBe(true);
    }
    expect((await scanForSecrets(folder, fullBook())).length).toBeGreaterThan(50);
  });
});
