import { Archive } from '../../base/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { isZip, unpack } from './packed.ts';

/**
 * A secret in bytes: its encoding, and what it is inside of (`gzip`, a file of a zip), or '' for the bytes themselves.
 */
export interface BytesFinding {
  encoding: string;
  inside: string;
}

/** Archives nested deeper are not opened. */
const MAX_LAYERS = 4;
const CHUNK_CHARS = 16 * 1024 ** 2;
/** Longer than any secret in any encoding that is searched for. */
const OVERLAP_CHARS = 256 * 1024;
const NESTED_LIMITS = { entries: 10_000, entryBytes: 64 * 1024 ** 2, totalBytes: 256 * 1024 ** 2 };

/**
 * Every secret in `data`: binary or text, compressed bodies and archives unpacked. A body that is too large to unpack
 * or nested too deeply is a finding with the encoding `unsearchable`.
 */
export async function searchBytes(data: Buffer, secrets: SecretBook, inside = '', layer = 0): Promise<BytesFinding[]> {
  const found: BytesFinding[] = [];
  for (let at = 0; at < Math.max(1, data.length); at += CHUNK_CHARS - OVERLAP_CHARS) {
    for (const { encoding } of secrets.find(data.toString('latin1', at, at + CHUNK_CHARS))) found.push({ encoding, inside });
    if (at + CHUNK_CHARS >= data.length) break;
  }
  if (isZip(data)) return [...found, ...(await searchZip(data, secrets, inside, layer))];
  const unpacked = await unpack(data);
  if (unpacked === undefined) return found;
  const deeper = inside === '' ? unpacked.format : `${inside} > ${unpacked.format}`;
  if (unpacked.data === undefined || layer >= MAX_LAYERS) return [...found, { encoding: 'unsearchable', inside: deeper }];
  return [...found, ...(await searchBytes(unpacked.data, secrets, deeper, layer + 1))];
}

async function searchZip(data: Buffer, secrets: SecretBook, inside: string, layer: number): Promise<BytesFinding[]> {
  const found: BytesFinding[] = [];
  const path = (name: string) => (inside === '' ? name : `${inside} > ${name}`);
  if (layer >= MAX_LAYERS) return [{ encoding: 'unsearchable', inside: path('zip') }];
  let archive: Archive;
  try {
    archive = await Archive.open(data, NESTED_LIMITS);
  } catch {
    return [{ encoding: 'unsearchable', inside: path('zip') }];
  }
  try {
    for (const name of archive.names) {
      for (const { encoding } of secrets.find(name)) found.push({ encoding, inside: `${path('zip')}, a file's name` });
      found.push(...(await searchBytes(await archive.read(name), secrets, path(secrets.redact(name)), layer + 1)));
    }
  } catch {
    found.push({ encoding: 'unsearchable', inside: path('zip') });
  } finally {
    archive.close();
  }
  return found;
}
