/**
 * Measures the redaction of a trace: milliseconds and MB/s for sealing (read, learn, rewrite, verify) traces of 5, 20 and 60 MB unpacked with 5
 * and with 50 secrets, one made to slow the search down, and one pass of the search alone. Each trace is one real session against local pages
 * (a login, then lists and forms), whose records and resources are repeated until it is large enough; contents differ, so nothing is found
 * twice by its hash. Prints numbers, asserts nothing. "CPU" is the processor time of the whole process, the start of the thread and the
 * packing included; on a busy machine it says more than the time that passed.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { chromium } from 'playwright-core';
import { ZipFile } from 'yazl';
import { Archive } from '../src/base/index.ts';
import { sealTrace } from '../src/recording/index.ts';
import { Secret, SecretBook } from '../src/secrets/index.ts';

const PASSWORD = 'pä"ss wörd\\😀&+%';
const ROUNDS = 3;
const SESSION = { sid: `f00d${'5e55'.repeat(6)}` };

function loginPage(): string {
  return `<!doctype html><title>Login</title><form><input name="user"><input type="password" name="password"><button>Go</button></form>`;
}

function listPage(seed: number, echo: string): string {
  const rows = Array.from(
    { length: 300 },
    (_, row) =>
      `<tr><td>${seed * 1000 + row}</td>\n    <td>Order &amp; item ${row}</td>\n    <td><a href="/o?id=${row}&q=a%20b">open</a></td></tr>`,
  );
  return `<!doctype html><title>Orders</title><form><input name="q"><input type="hidden" name="page" value="${seed}"><button>Search</button></form>
    <p>${echo}</p><table>${rows.join('\n  ')}</table><script>const state = ${JSON.stringify(JSON.stringify({ seed, text: 'a "quoted" text\n'.repeat(40) }))}</script>`;
}

async function record(path: string): Promise<void> {
  let seed = 0;
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html').setHeader('set-cookie', `sid=${SESSION.sid}`);
    const login = request.url === '/login';
    response.end(login ? loginPage() : listPage(seed++, request.url?.includes('p=') ? encodeURIComponent(PASSWORD) : ''));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await chromium.launch({
    executablePath: process.env.ROTE_BROWSER ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const context = await browser.newContext();
  await context.tracing.start({ snapshots: true, screenshots: false, sources: false });
  const page = await context.newPage();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await page.goto(`${origin}/login`);
  await page.fill('[name=user]', 'user');
  await page.fill('[name=password]', PASSWORD);
  for (let visit = 0; visit < 6; visit++) {
    await page.goto(`${origin}/${visit}${visit === 1 ? '?p=1' : ''}`);
    await page.fill('[name=q]', `order ${visit}`);
    await page.getByRole('button').click();
  }
  await context.tracing.stop({ path });
  await browser.close();
  server.closeAllConnections();
  server.close();
}

/** Repeats the recorded session until it has `bytes` unpacked; returns its actual size. */
async function enlarge(source: string, target: string, bytes: number): Promise<number> {
  const archive = await Archive.open(source);
  const files = await Promise.all(archive.names.map(async (name) => [name, await archive.read(name)] as const));
  archive.close();
  const zip = new ZipFile();
  const records = new Map<string, Buffer[]>();
  let total = 0;
  for (let round = 0; total < bytes; round++) {
    for (const [name, content] of files) {
      total += content.length;
      if (!name.startsWith('resources/')) {
        if (round === 0 || name !== 'trace.stacks') records.set(name, [...(records.get(name) ?? []), content]);
        continue;
      }
      const copy = Buffer.concat([content, Buffer.from(`<!-- ${round} -->`)]);
      zip.addBuffer(copy, `resources/${createHash('sha1').update(copy).digest('hex')}.html`);
    }
  }
  for (const [name, pieces] of records) zip.addBuffer(Buffer.concat(pieces), name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(target));
  return total;
}

/** A page that an attacker wrote: escapes of escapes, and beginnings of secrets that never go on. */
async function hostile(target: string, bytes: number): Promise<number> {
  const pieces = [
    '\\u005c'.repeat(500),
    '%25'.repeat(500),
    '&amp;amp;#x5c;',
    '\\'.repeat(500),
    PASSWORD.slice(0, 6).repeat(100),
    "''=\r\n",
  ];
  const unit = pieces.join(' ');
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(`${JSON.stringify({ version: 10, type: 'context-options' })}\n`), 'trace.trace');
  const body = Buffer.from(unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit))));
  zip.addBuffer(body, `resources/${createHash('sha1').update(body).digest('hex')}.html`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(target));
  return body.length;
}

function bookOf(count: number): SecretBook {
  const secrets = new SecretBook();
  secrets.add('credential:0', new Secret(PASSWORD));
  for (let index = 1; index < count; index++) {
    const random = createHash('sha256').update(String(index)).digest('base64url');
    secrets.add(`credential:${index}`, new Secret(random.slice(0, 10 + (index % 30))));
  }
  return secrets;
}

interface Cost {
  ms: number;
  cpuMs: number;
}

async function median(work: () => Promise<unknown>, prepare: () => Promise<unknown> = async () => undefined): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await prepare();
    const started = performance.now();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    costs.push({ ms: performance.now() - started, cpuMs: (user + system) / 1000 });
  }
  return costs.sort((a, b) => a.cpuMs - b.cpuMs)[Math.floor(costs.length / 2)]!;
}

function print(what: string, { ms, cpuMs }: Cost, bytes: number): void {
  const rate = (time: number) => `${(bytes / 1000 / time).toFixed(1).padStart(6)} MB/s`;
  console.log(`${what.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms ${rate(ms)}   ${cpuMs.toFixed(0).padStart(6)} ms CPU ${rate(cpuMs)}`);
}

const folder = await mkdtemp(join(tmpdir(), 'rote-bench-redact-'));
try {
  const raw = join(folder, 'raw.zip');
  const large = join(folder, 'large.zip');
  const sealed = join(folder, 'trace.zip');
  const seal = async (secrets: SecretBook) => {
    const result = await sealTrace(raw, sealed, secrets);
    if (!result.kept) throw new Error(result.reason);
  };
  const recorded = join(folder, 'recorded.zip');
  await record(recorded);
  for (const count of [5, 50]) {
    const secrets = bookOf(count);
    const text = listPage(1, '').repeat(Math.ceil(5e6 / listPage(1, '').length));
    print(`one pass over 5 MB of text, ${count} secrets`, await median(async () => secrets.find(text)), text.length);
    for (const megabytes of [5, 20, 60]) {
      const bytes = await enlarge(recorded, large, megabytes * 1e6);
      const cost = await median(
        () => seal(secrets),
        () => copyFile(large, raw),
      );
      const zipped = ((await stat(sealed)).size / 1e6).toFixed(1);
      print(`seal ${megabytes} MB (${zipped} MB zipped), ${count} secrets`, cost, bytes);
    }
    const bytes = await hostile(large, 1e6);
    const cost = await median(
      () => seal(secrets),
      () => copyFile(large, raw),
    );
    print(`seal 1 MB made to slow it down, ${count} secrets`, cost, bytes);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
