import { readFile, stat } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { errorMessage } from './text/error-message.ts';

/** Limits of the largest trace. A larger archive is taken for a zip bomb and not unpacked. */
const ARCHIVE_LIMITS = { entries: 100_000, entryBytes: 256 * 1024 ** 2, totalBytes: 1024 ** 3 };
export type ArchiveLimits = typeof ARCHIVE_LIMITS;

/** Files up to this size are read in one call: one by one, the entries of a trace cost as much again. */
const IN_MEMORY_BYTES = 64 * 1024 ** 2;
/** Entries up to this size are unpacked in one call, which takes a third of the time of a stream. */
const ONE_PIECE_BYTES = 32 * 1024 ** 2;
const DEFLATED = 8;

/** The archive is damaged, too large or holds something else than expected. The message is one sentence without its full stop. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** A zip file, read entry by entry. Checks the size of an entry before it is unpacked and its checksum afterwards. */
export class Archive {
  readonly names: readonly string[];
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #zip: ZipFile;

  private constructor(zip: ZipFile, entries: Map<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
    this.names = [...entries.keys()];
  }

  /** Opens a file or bytes in memory. Throws ArchiveError. */
  static async open(source: string | Buffer, limits: ArchiveLimits = ARCHIVE_LIMITS): Promise<Archive> {
    const { fromBufferPromise, openPromise } = await import('yauzl'); // only here: few processes need it
    const options = { lazyEntries: true, autoClose: false };
    const bytes = typeof source === 'string' ? await bytesOf(source).catch(damaged) : source;
    const zip = await (typeof bytes === 'string' ? openPromise(bytes, options) : fromBufferPromise(bytes, options)).catch(damaged);
    try {
      if (zip.entryCount > limits.entries) throw new ArchiveError(`it holds ${zip.entryCount} files, more than ${limits.entries}`);
      const entries = new Map<string, Entry>();
      let total = 0;
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName.endsWith('/')) continue;
        total += entry.uncompressedSize;
        if (entry.uncompressedSize > limits.entryBytes)
          throw new ArchiveError(`${entry.fileName} would unpack to ${entry.uncompressedSize} bytes`);
        if (total > limits.totalBytes) throw new ArchiveError(`it would unpack to more than ${limits.totalBytes} bytes`);
        if (entries.has(entry.fileName)) throw new ArchiveError(`it holds ${entry.fileName} twice`);
        entries.set(entry.fileName, entry);
      }
      return new Archive(zip, entries);
    } catch (error) {
      zip.close();
      return damaged(error);
    }
  }

  /** The unpacked bytes, piece by piece. Throws ArchiveError if they are damaged. */
  async *stream(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new ArchiveError(`it does not contain ${name}`);
    let sum = 0;
    try {
      for await (const piece of this.#unpacked(entry)) {
        sum = crc32(piece, sum);
        yield piece;
      }
    } catch (error) {
      damaged(error);
    }
    if (sum !== entry.crc32) throw new ArchiveError(`${name} is damaged`);
  }

  async *#unpacked(entry: Entry): AsyncGenerator<Buffer> {
    const size = entry.uncompressedSize;
    if (entry.compressionMethod !== DEFLATED || size === 0 || size > ONE_PIECE_BYTES) {
      yield* await this.#zip.openReadStreamPromise(entry);
      return;
    }
    const packed: Buffer[] = [];
    for await (const piece of await this.#zip.openReadStreamPromise(entry, { decompress: false })) packed.push(piece);
    const data = inflateRawSync(Buffer.concat(packed), { maxOutputLength: size, chunkSize: Math.max(64, size) });
    if (data.length !== size) throw new ArchiveError(`it cannot be unpacked (the length of ${entry.fileName} is wrong)`);
    yield data;
  }

  async read(name: string): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.stream(name)) pieces.push(piece);
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  close(): void {
    this.#zip.close();
  }
}

/** The content of a file, or its path where it is too large to be held in memory. */
async function bytesOf(path: string): Promise<Buffer | string> {
  return (await stat(path)).size > IN_MEMORY_BYTES ? path : await readFile(path);
}

function damaged(error: unknown): never {
  if (error instanceof ArchiveError) throw error;
  throw new ArchiveError(`it cannot be unpacked (${errorMessage(error)})`, { cause: error });
}
