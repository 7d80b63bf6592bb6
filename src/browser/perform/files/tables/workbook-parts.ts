import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { Archive } from '../../../../base/index.ts';

/** Far more than a workbook of 20 MB has; what would unpack to more is refused before it is unpacked. */
const LIMITS = { entries: 10_000, entryBytes: 64 * 1024 ** 2, totalBytes: 96 * 1024 ** 2 };

/**
 * The parts of an XLSX workbook that hold its cells, as an archive that is not compressed; undefined for an archive of another kind. Their sizes
 * and checksums have been checked. Throws ArchiveError.
 */
export async function workbookParts(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const archive = await Archive.open(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), LIMITS);
  try {
    if (!archive.names.includes('xl/workbook.xml')) return undefined;
    const parts = new ZipFile();
    for (const name of archive.names.filter((one) => /\.xml(\.rels)?$/.test(one)))
      parts.addBuffer(await archive.read(name), name, { compress: false });
    parts.end();
    return await buffer(parts.outputStream);
  } finally {
    archive.close();
  }
}
