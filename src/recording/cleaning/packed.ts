import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, deflate, gunzip, gzip, inflate, zstdCompress, zstdDecompress } from 'node:zlib';

/** Larger content is not unpacked: pages do not serve it, decompression bombs are. */
const MAX_UNPACKED_BYTES = 64 * 1024 ** 2;
/** Brotli has no signature, so any binary content may be brotli; trying larger content would cost too much. */
const MAX_BROTLI_GUESS_BYTES = 4 * 1024 ** 2;

/** PNG, JPEG, GIF, WebP, WOFF, OpenType, zip, PDF, TrueType, WebAssembly. */
const KNOWN_STARTS = ['\x89PNG', '\xff\xd8\xff', 'GIF8', 'RIFF', 'wOF', 'OTTO', 'PK', '%PDF', '\0\x01\0\0', '\0asm'];

type Pack = (data: Buffer) => Promise<Buffer>;

interface Format {
  name: string;
  matches: (data: Buffer) => boolean;
  unpack: (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;
  pack: Pack;
}

const FORMATS: readonly Format[] = [
  { name: 'gzip', matches: (data) => data[0] === 0x1f && data[1] === 0x8b, unpack: promisify(gunzip), pack: promisify(gzip) as Pack },
  {
    name: 'zstd',
    matches: (data) => data.length > 4 && data.readUInt32LE(0) === 0xfd2fb528,
    unpack: promisify(zstdDecompress),
    pack: promisify(zstdCompress) as Pack,
  },
  {
    name: 'deflate',
    matches: (data) => (data[0]! & 0x0f) === 8 && data[0]! >> 4 <= 7 && data.readUInt16BE(0) % 31 === 0,
    unpack: promisify(inflate),
    pack: promisify(deflate) as Pack,
  },
  { name: 'brotli', matches: mayBeBrotli, unpack: promisify(brotliDecompress), pack: promisify(brotliCompress) as Pack },
];

/** The content of a compressed body; `data` is undefined if it is too large to unpack. */
export type Unpacked = { format: string; data: Buffer; pack: Pack } | { format: string; data: undefined };

export function isZip(data: Buffer): boolean {
  return data.length > 4 && data.readUInt32LE(0) === 0x04034b50;
}

/** Undoes one layer of gzip, zlib, zstd or brotli; undefined for everything else, damaged bodies included. */
export async function unpack(data: Buffer): Promise<Unpacked | undefined> {
  if (data.length < 4) return undefined;
  for (const format of FORMATS) {
    if (!format.matches(data)) continue;
    try {
      return { format: format.name, data: await format.unpack(data, { maxOutputLength: MAX_UNPACKED_BYTES }), pack: format.pack };
    } catch (error) {
      if (error instanceof RangeError || (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')) {
        return { format: format.name, data: undefined };
      }
    }
  }
  return undefined;
}

/** Binary, and not one of the formats with a known signature. */
function mayBeBrotli(data: Buffer): boolean {
  if (data.length > MAX_BROTLI_GUESS_BYTES) return false;
  const head = data.subarray(0, 64);
  const start = head.toString('latin1', 0, 4);
  if (KNOWN_STARTS.some((known) => start.startsWith(known))) return false;
  return head.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte > 126);
}
