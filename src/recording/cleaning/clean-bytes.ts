import type { SecretBook } from '../../secrets/index.ts';
import { isZip, unpack } from './packed.ts';
import { searchBytes } from './search-bytes.ts';

const REMOVED = Buffer.from('[removed from the trace: a compressed body that holds a secret or that could not be searched]');

/**
 * `data` without secrets; the same buffer when there are none. Compressed bodies are unpacked, cleaned and packed
 * again.
 */
export async function cleanBytes(data: Buffer, secrets: SecretBook, layer = 0): Promise<Buffer> {
  const text = data.toString('latin1');
  const redacted = secrets.redact(text);
  const cleaned = redacted === text ? data : Buffer.from(redacted, 'latin1');
  if (isZip(data)) return (await searchBytes(data, secrets)).length > 0 ? REMOVED : cleaned;
  const unpacked = await unpack(data);
  if (unpacked === undefined) return cleaned;
  if (unpacked.data === undefined || cleaned !== data || layer > 2) return REMOVED;
  const inner = await cleanBytes(unpacked.data, secrets, layer + 1);
  return inner === unpacked.data ? data : unpacked.pack(inner);
}
