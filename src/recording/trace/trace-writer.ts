import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Already compressed: compressing again costs time and saves nothing. */
const MEDIA = /\.(?:jpe?g|png|webp|gif|avif|woff2?|zip|gz|mp4|webm)$/i;
/** Bytes that wait in memory to be packed while later entries are searched. */
const MAX_WAITING_BYTES = 16 * 1024 ** 2;

type Pieces = AsyncIterable<Buffer> | Iterable<Buffer>;

/** A new zip file, written entry by entry. Keeps the hash of what went into each entry. */
export class TraceWriter {
  /** Name of an entry -> SHA-256 of what was packed into it. */
  readonly digests = new Map<string, string>();
  readonly #zip = new ZipFile();
  readonly #written: Promise<void>;
  readonly #waiting: { bytes: number; packed: Promise<void> }[] = [];

  /** Writing fails if the file exists. */
  constructor(path: string) {
    this.#written = pipeline(this.#zip.outputStream, createWriteStream(path, { flags: 'wx', mode: 0o644 }));
    this.#zip.on('error', this.#fail);
  }

  /**
   * Runs `work`, which adds the entries, and returns its result once the file is complete. Rejects with the first
   * failure.
   */
  async writeAll<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#zip.end();
      await this.#written;
      return result;
    } catch (error) {
      this.#fail(error);
      return await this.#written.then(() => Promise.reject(error));
    }
  }

  /**
   * Packs `pieces` after all entries added before. Waits while too many bytes are still to be packed; `bytes` is how
   * many of them `pieces` hold in memory.
   */
  async add(name: string, pieces: Pieces, bytes: number): Promise<void> {
    const packed = Promise.withResolvers<void>();
    this.#zip.addReadStreamLazy(name, MEDIA.test(name) ? { compress: false } : { compressionLevel: 3 }, (respond) => {
      const stream = Readable.from(this.#hashed(name, pieces), { objectMode: false });
      stream.on('error', this.#fail).on('close', packed.resolve);
      respond(null, stream);
    });
    this.#waiting.push({ bytes, packed: packed.promise });
    while (this.#waiting.reduce((sum, entry) => sum + entry.bytes, 0) > MAX_WAITING_BYTES) {
      await Promise.race([this.#waiting.shift()?.packed, this.#written]);
    }
  }

  async *#hashed(name: string, pieces: Pieces): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
    this.digests.set(name, hash.digest('hex'));
  }

  readonly #fail = (error: unknown): void => {
    this.#zip.outputStream.emit('error', error);
  };
}
