/**
 * Measures the redaction of a trace: milliseconds and MB/s for sealing (read, learn, rewrite, verify) traces of 5 and 25 MB, and for one pass of
 * the search alone. Each trace is one real session against a local page, whose records and resources are repeated until it is large
 * enough; contents differ, so nothing is found twice by its hash. Prints numbers, asserts nothing.
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
import { sealTrace } from '../src/recording/index.ts';
import { Archive } from '../src/recording/trace/trace-archive.ts';
import { Secret, SecretBook } from '../src/secrets/index.ts';

const PASSWORD = 'pä"ss wörd\\😀&+%';
const ROUNDS = 7;

function pageOf(seed: number, echo: string): string {
  const rows = Array.from(
    { length: 300 },
    (_, row) => `<tr><td>${seed * 1000 + row}</td><td>Order &amp; item ${row}</td><td><a href="/o?id=${row}&q=a%20b">open</a></td></tr>`,
  );
  return `<!doctype html><title>Orders</title><form><input name="user"><input type="password" name="password"><button>Go</button></form>
    <p>${echo}</p><table>${rows.join('')}</table><script>const state = ${JSON.stringify(JSON.stringify({ seed, text: 'a "quoted" text\n'.repeat(40) }))}</script>`;
}

async function record(path: string): Promise<void> {
  let seed = 0;
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html').setHeader('set-cookie', `sid=${'f00d'.repeat(6)}${seed}`);
    response.end(pageOf(seed++, request.url?.includes('p=') ? encodeURIComponent(PASSWORD) : ''));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await chromium.launch({
    executablePath: process.env.ROTE_BROWSER ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const context = await browser.newContext();
  await context.tracing.start({ snapshots: true, screenshots: false, sources: false });
  const page = await context.newPage();
  for (let visit = 0; visit < 6; visit++) {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${visit}?p=1`);
    await page.fill('[name=user]', `user ${visit}`);
    await page.fill('[name=password]', PASSWORD);
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

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function print(what: string, ms: number, bytes: number): void {
  console.log(`${what.padEnd(46)} ${ms.toFixed(0).padStart(6)} ms ${(bytes / 1000 / ms).toFixed(0).padStart(6)} MB/s`);
}

const folder = await mkdtemp(join(tmpdir(), 'rote-bench-redact-'));
try {
  const recorded = join(folder, 'recorded.zip');
  await record(recorded);
  for (const count of [1, 10]) {
    const secrets = new SecretBook();
    for (let index = 0; index < count; index++)
      secrets.add(`credential:${index}`, new Secret(index === 0 ? PASSWORD : `${PASSWORD}-${index}-${'k3y'.repeat(index)}`));
    for (const megabytes of [5, 25]) {
      const large = join(folder, 'large.zip');
      const bytes = await enlarge(recorded, large, megabytes * 1e6);
      const text = pageOf(1, '').repeat(Math.ceil((megabytes * 1e6) / pageOf(1, '').length));
      const passes: number[] = [];
      const seals: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        let started = performance.now();
        secrets.find(text);
        passes.push(performance.now() - started);
        const raw = join(folder, 'raw.zip');
        await copyFile(large, raw);
        started = performance.now();
        const sealed = await sealTrace(raw, join(folder, 'trace.zip'), secrets);
        seals.push(performance.now() - started);
        if (!sealed.kept) throw new Error(sealed.reason);
      }
      const zipped = ((await stat(join(folder, 'trace.zip'))).size / 1e6).toFixed(1);
      print(`one pass over ${megabytes} MB of text, ${count} secret${count > 1 ? 's' : ''}`, median(passes), text.length);
      print(`seal a trace of ${megabytes} MB (${zipped} MB zipped), ${count} secret${count > 1 ? 's' : ''}`, median(seals), bytes);
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
