import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startDeadline } from '../../base/index.ts';
import { FILE_WAITS_HOURS, MAX_FILE_BYTES, RoteError, type RunFile } from '../../contract/index.ts';
import { placeOfFile, type Storage } from '../../storage/index.ts';
import { validationError } from '../http/validate-requests.ts';

/** What one key may have waiting for runs. */
const MAX_WAITING = { count: 100, bytes: 1_000_000_000 };
const STORE_MS = 60_000;

interface SentFile {
  name: string;
  /** Id of the API key that sends it; '' if none is needed. */
  owner: string;
  content: Readable;
}

/**
 * Stores a file for a run, never more of it in memory than a piece. VALIDATION_FAILED when it is empty or too large, CONFLICT when too much of
 * this key waits already, STORAGE_FULL.
 */
export async function receiveFile({ files, artifacts }: Pick<Storage, 'files' | 'artifacts'>, sent: SentFile): Promise<RunFile> {
  const waiting = await files.waiting(sent.owner);
  if (waiting.count >= MAX_WAITING.count || waiting.bytes >= MAX_WAITING.bytes)
    throw new RoteError(
      'CONFLICT',
      `${waiting.count} files (${Math.ceil(waiting.bytes / 1e6)} MB) of this key wait for a run: create the runs that use them first. A file that no run names is removed after ${FILE_WAITS_HOURS} hours.`,
    );
  const folder = await mkdtemp(join(tmpdir(), 'rote-file-'));
  try {
    const id = `file_${randomUUID().replaceAll('-', '')}`;
    const place = placeOfFile(id);
    const { bytes, sha256 } = await writeCounted(sent.content, join(folder, place.path));
    using deadline = startDeadline(STORE_MS, 'storing a file');
    await artifacts.commit(place.folder, folder, [place.path], deadline);
    const { created_at } = await files.add({ id, owner: sent.owner, name: sent.name, bytes, sha256 });
    const expires_at = new Date(Date.parse(created_at) + FILE_WAITS_HOURS * 3_600_000).toISOString();
    return { file_id: id, name: sent.name, bytes, sha256, expires_at };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeCounted(content: Readable, path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    content,
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        bytes += piece.length;
        if (bytes > MAX_FILE_BYTES) throw wrongSize(`must have at most ${MAX_FILE_BYTES / 1e6} MB`);
        hash.update(piece);
        yield piece;
      }
    },
    createWriteStream(path, { mode: 0o600 }),
  );
  if (bytes === 0) throw wrongSize('must not be empty: send the content of the file');
  return { bytes, sha256: hash.digest('hex') };
}

function wrongSize(message: string): RoteError {
  return validationError([{ in: 'body', path: '', message }]);
}
