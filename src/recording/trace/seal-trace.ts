import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { errorMessage } from '../../base/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { Secret } from '../../secrets/index.ts';
import { cleanBytes } from '../cleaning/clean-bytes.ts';
import { searchBytes } from '../cleaning/search-bytes.ts';
import { searchJson } from '../cleaning/search-json.ts';
import { jsonLines } from '../folder/json-lines.ts';
import type { SealedTrace } from '../recorder.ts';
import { errnoOf, storageFailure } from '../storage-failure.ts';
import { cleanTraceJson, learnCredentials } from './clean-trace-json.ts';
import { Archive, ArchiveError, type ArchiveLimits } from './trace-archive.ts';

/** The trace could not be cleaned with certainty. The message is one sentence without its full stop. */
class SealError extends Error {
  override readonly name = 'SealError';
}

const CONTENT_NAME = /^(resources\/)?([0-9a-f]{40})(\..+)?$/;
/** Already compressed: packing it again costs time and gains nothing. */
const MEDIA = /\.(?:jpe?g|png|webp|gif|avif|woff2?|zip|gz|mp4|webm)$/i;
const BATCH_BYTES = 64 * 1024;

/**
 * Rewrites a raw Playwright trace without secrets: those of `secrets` in every encoding, in every string of its records and in every
 * resource, compressed ones too; credential headers, cookies and storage values whatever they are, and wherever else those show.
 * Resources are named by the SHA-1 of their content, so changed ones get new names. The result is opened and searched again before it
 * gets its final name; when in doubt there is no trace. The raw file is removed in any case. Never rejects.
 */
export async function sealTrace(rawZip: string, finalPath: string, secrets: SecretBook, limits?: ArchiveLimits): Promise<SealedTrace> {
  const temporary = join(dirname(finalPath), `.${randomUUID()}.tmp`);
  try {
    await mkdir(dirname(finalPath), { recursive: true });
    await rewrite(rawZip, temporary, secrets.copy(), limits);
    await sync(temporary);
    await rename(temporary, finalPath);
    return { kept: true, path: finalPath };
  } catch (error) {
    return { kept: false, reason: secrets.redact(`${whyNot(error, finalPath)}.`) };
  } finally {
    await Promise.allSettled([rm(temporary, { force: true }), rm(rawZip, { force: true })]);
  }
}

async function rewrite(rawZip: string, temporary: string, secrets: SecretBook, limits: ArchiveLimits | undefined): Promise<void> {
  const raw = await Archive.open(rawZip, limits);
  try {
    const records = raw.names.filter((name) => !name.startsWith('resources/'));
    if (!records.some((name) => name.endsWith('.trace'))) throw new SealError('it is not a trace');
    for (const name of records) await learn(raw, name, secrets);
    const resources = await cleanedResources(raw, secrets);
    await write(raw, records, resources, secrets, temporary);
    await verify(temporary, secrets, [...resources.renamed.keys()], limits);
  } finally {
    raw.close();
  }
}

async function learn(raw: Archive, name: string, secrets: SecretBook): Promise<void> {
  let learned = 0;
  for await (const record of jsonLines(raw.stream(name), name)) {
    learnCredentials(record, (credential) => secrets.add(`trace:${name}:${learned++}`, new Secret(credential)));
  }
}

interface Resources {
  /** Name in the raw trace -> name in the clean one. */
  names: Map<string, string>;
  changed: Set<string>;
  /** SHA-1 in the name of a changed resource -> its new one. */
  renamed: Map<string, string>;
}

/** Looks into every resource, one in memory at a time. Two that became the same share one name. */
async function cleanedResources(raw: Archive, secrets: SecretBook): Promise<Resources> {
  const found: Resources = { names: new Map(), changed: new Set(), renamed: new Map() };
  for (const name of raw.names.filter((one) => one.startsWith('resources/'))) {
    const data = await raw.read(name);
    const cleaned = await cleanBytes(data, secrets);
    found.names.set(name, name);
    if (cleaned === data) continue;
    found.changed.add(name);
    const [, folder = '', sha1, extension = ''] = CONTENT_NAME.exec(name) ?? [];
    if (sha1 === undefined) continue;
    const next = createHash('sha1').update(cleaned).digest('hex');
    found.names.set(name, `${folder}${next}${extension}`);
    found.renamed.set(sha1, next);
  }
  return found;
}

async function write(
  raw: Archive,
  records: string[],
  { names, changed, renamed }: Resources,
  secrets: SecretBook,
  path: string,
): Promise<void> {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx', mode: 0o644 }));
  const fail = (error: unknown) => zip.outputStream.emit('error', error);
  zip.on('error', fail);
  const add = (name: string, pieces: () => AsyncGenerator<Buffer>) => {
    const options = MEDIA.test(name) ? { compress: false } : { compressionLevel: 3 };
    zip.addReadStreamLazy(name, options, (give) => {
      const stream = Readable.from(pieces(), { objectMode: false });
      stream.on('error', fail);
      give(null, stream);
    });
  };
  try {
    for (const name of records) add(name, () => cleanRecords(raw, name, secrets, renamed));
    const taken = new Set(records);
    for (const [before, name] of names) {
      if (taken.has(name)) continue;
      taken.add(name);
      add(name, changed.has(before) ? () => cleanResource(raw, before, secrets) : () => raw.stream(before));
    }
    zip.end();
  } catch (error) {
    fail(error);
  }
  await written;
}

async function* cleanResource(raw: Archive, name: string, secrets: SecretBook): AsyncGenerator<Buffer> {
  yield await cleanBytes(await raw.read(name), secrets);
}

async function* cleanRecords(
  raw: Archive,
  name: string,
  secrets: SecretBook,
  renamed: ReadonlyMap<string, string>,
): AsyncGenerator<Buffer> {
  let batch = '';
  for await (const record of jsonLines(raw.stream(name), name)) {
    batch += `${JSON.stringify(cleanTraceJson(record, secrets, renamed))}\n`;
    if (batch.length < BATCH_BYTES) continue;
    yield Buffer.from(batch);
    batch = '';
  }
  yield Buffer.from(batch);
}

/** Reads the new file as anybody would and looks for every secret again. Throws SealError at the first. */
async function verify(path: string, secrets: SecretBook, oldNames: readonly string[], limits: ArchiveLimits | undefined): Promise<void> {
  const archive = await Archive.open(path, limits);
  const old = new Set(oldNames);
  try {
    for (const name of archive.names) {
      if (secrets.find(name).length > 0 || old.has(CONTENT_NAME.exec(name)?.[2] ?? ''))
        throw new SealError('a name in it would give a secret away');
      if (name.startsWith('resources/')) {
        const [found] = await searchBytes(await archive.read(name), secrets);
        if (found) throw new SealError(`a secret was still in a resource after cleaning (${found.encoding})`);
        continue;
      }
      for await (const record of jsonLines(archive.stream(name), name)) {
        const [found] = searchJson(record, secrets);
        if (found !== undefined) throw new SealError(`a secret was still in ${name} after cleaning (${found})`);
      }
    }
  } finally {
    archive.close();
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function whyNot(error: unknown, finalPath: string): string {
  if (error instanceof SealError) return `${error.message}, and a trace that may hold one is worse than none`;
  if (error instanceof ArchiveError) return error.message;
  if (errnoOf(error) === '') return `it could not be rewritten (${errorMessage(error)})`;
  return storageFailure(error, dirname(finalPath)).message.replace(/\.$/, '');
}
