import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Archive, ArchiveError, type ArchiveLimits } from '../../base/index.ts';
import { Secret, type SecretBook } from '../../secrets/index.ts';
import { cleanBytes } from '../cleaning/clean-bytes.ts';
import { searchBytes } from '../cleaning/search-bytes.ts';
import { CleanTexts } from './clean-texts.ts';
import { learnCredentials } from './clean-trace-json.ts';
import { cleanTraceLine, mayHoldCredentials } from './clean-trace-line.ts';
import { tokensInPage } from './page-tokens.ts';
import { SealError } from './seal-error.ts';
import { traceLines } from './trace-lines.ts';
import { TraceWriter } from './trace-writer.ts';

const CONTENT_NAME = /^(resources\/)?([0-9a-f]{40})(\..+)?$/;
/** Resources in which an application may write a form's token. */
const PAGE = /^resources\/.*\.(html?|xhtml|json)$/;
const BATCH_CHARS = 256 * 1024;
const DIFFERS = 'the written file differs from what was searched';

export interface RewriteOptions {
  limits?: ArchiveLimits | undefined;
  /** Called between two lines or files; throws to stop. */
  checkpoint?: () => void;
}

/**
 * Writes a clean copy of a raw trace to `target`, which must not exist, and syncs it. Adds the credentials that it
 * finds to `secrets`. Resources are named by the SHA-1 of their content, so changed ones get new names. Everything is
 * searched again after cleaning, and the finished file is read back to verify that it holds exactly that. Throws
 * SealError, ArchiveError, or the file system's error.
 */
export async function rewriteTrace(
  rawZip: string,
  target: string,
  secrets: SecretBook,
  { limits, checkpoint = () => undefined }: RewriteOptions = {},
): Promise<void> {
  const raw = await Archive.open(rawZip, limits);
  try {
    const records = raw.names.filter((name) => !name.startsWith('resources/'));
    if (!records.some((name) => name.endsWith('.trace'))) throw new ArchiveError('it is not a trace');
    for (const name of records) await learn(raw, name, secrets, checkpoint);
    await learnFromPages(raw, secrets, checkpoint);
    const writer = new TraceWriter(target);
    const renamed = await writer.writeAll(async () => {
      const newNames = await writeResources(raw, writer, secrets, checkpoint);
      const texts = new CleanTexts(secrets);
      for (const name of records) await writer.add(name, cleanRecords(raw, name, texts, newNames, checkpoint), 0);
      return newNames;
    });
    await verify(target, writer.digests, secrets, renamed, { limits, checkpoint });
  } finally {
    raw.close();
  }
  await sync(target);
}

async function learn(raw: Archive, name: string, secrets: SecretBook, checkpoint: () => void): Promise<void> {
  let learned = 0;
  for await (const line of traceLines(raw.stream(name), name)) {
    checkpoint();
    if (!mayHoldCredentials(line.text)) continue;
    learnCredentials(line.parse(), (credential) => secrets.add(`trace:${name}:${learned++}`, new Secret(credential)));
  }
}

async function learnFromPages(raw: Archive, secrets: SecretBook, checkpoint: () => void): Promise<void> {
  for (const name of raw.names.filter((entry) => PAGE.test(entry))) {
    checkpoint();
    const tokens = tokensInPage((await raw.read(name)).toString('latin1'));
    for (const [index, token] of tokens.entries()) secrets.add(`trace:${name}:${index}`, new Secret(token));
  }
}

/**
 * Copies the resources, cleaned. Maps the SHA-1 in the name of each changed resource to its new one. Resources that
 * become identical are written once.
 */
async function writeResources(
  raw: Archive,
  writer: TraceWriter,
  secrets: SecretBook,
  checkpoint: () => void,
): Promise<Map<string, string>> {
  const renamed = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of raw.names.filter((entry) => entry.startsWith('resources/'))) {
    checkpoint();
    const data = await raw.read(name);
    const cleaned = await cleanBytes(data, secrets);
    let next = name;
    if (cleaned !== data) {
      const [found] = await searchBytes(cleaned, secrets);
      if (found) throw new SealError(`a resource still held a secret after cleaning (${found.encoding})`);
      const [, folder = '', sha1, extension = ''] = CONTENT_NAME.exec(name) ?? [];
      if (sha1 !== undefined) {
        const content = createHash('sha1').update(cleaned).digest('hex');
        renamed.set(sha1, content);
        next = `${folder}${content}${extension}`;
      }
    }
    if (taken.has(next)) continue;
    taken.add(next);
    await writer.add(next, [cleaned], cleaned.length);
  }
  return renamed;
}

async function* cleanRecords(
  raw: Archive,
  name: string,
  texts: CleanTexts,
  renamed: ReadonlyMap<string, string>,
  checkpoint: () => void,
): AsyncGenerator<Buffer> {
  let batch = '';
  for await (const line of traceLines(raw.stream(name), name)) {
    checkpoint();
    batch += `${cleanTraceLine(line, texts, renamed)}\n`;
    if (batch.length < BATCH_CHARS) continue;
    yield Buffer.from(batch);
    batch = '';
  }
  yield Buffer.from(batch);
}

/**
 * Reads the finished file back: its entry names must reveal no secret, and its entries must be byte for byte what was
 * searched.
 */
async function verify(
  path: string,
  digests: ReadonlyMap<string, string>,
  secrets: SecretBook,
  renamed: ReadonlyMap<string, string>,
  { limits, checkpoint }: { limits: ArchiveLimits | undefined; checkpoint: () => void },
): Promise<void> {
  const archive = await Archive.open(path, limits);
  try {
    if (archive.names.length !== digests.size) throw new SealError(DIFFERS);
    for (const name of archive.names) {
      if (secrets.find(name).length > 0 || renamed.has(CONTENT_NAME.exec(name)?.[2] ?? ''))
        throw new SealError('the name of a file in it would reveal a secret');
      checkpoint();
      const hash = createHash('sha256');
      for await (const piece of archive.stream(name)) hash.update(piece);
      if (hash.digest('hex') !== digests.get(name)) throw new SealError(DIFFERS);
    }
  } finally {
    archive.close();
  }
}

async function sync(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.sync();
}
