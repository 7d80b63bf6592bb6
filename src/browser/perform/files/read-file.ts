import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Deadline } from '../../../base/index.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { decodeText } from './decode-text.ts';
import { findWithin } from './find-within.ts';
import type { TableJob } from './tables/table-worker.ts';

const MAX_BYTES = 20 * 1024 * 1024;
const ZIP_START = 'PK\u0003\u0004';

export interface ReadFileOptions {
  /** text: the text of the file, or the cells of a sheet separated by tabs. table: the rows as a JSON array of objects by header. */
  mode: 'text' | 'table';
  /** The sheet of a workbook by its name or its position from 1. Without it the first one; `every`: all of them. */
  sheet?: string | number | { every: true } | undefined;
}

/**
 * What is in a text file or an XLSX workbook in a folder, by its path or its name. Throws STEP_FAILED for a file elsewhere, a missing, large or
 * damaged one, and one of another kind.
 */
export async function readFileContent(folder: string, file: string, { mode, sheet }: ReadFileOptions, deadline: Deadline): Promise<string> {
  const bytes = await readBytes(await pathWithin(folder, file), file);
  if (bytes.subarray(0, ZIP_START.length).toString('latin1') === ZIP_START)
    return fromTable(file, { form: 'workbook', bytes, sheet, mode }, deadline);
  if (typeof sheet === 'string' || typeof sheet === 'number')
    throw unreadable(file, 'is not an XLSX workbook, so it has no sheets: omit "sheet"');
  const decoded = decodeText(bytes);
  if ('kind' in decoded) throw unreadable(file, `is ${decoded.kind}, which cannot be read`);
  return mode === 'text' ? decoded.text : fromTable(file, { form: 'csv', text: decoded.text, mode }, deadline);
}

async function fromTable(file: string, job: TableJob, deadline: Deadline): Promise<string> {
  const { readTable } = await import('./tables/read-table.ts');
  const result = await readTable(job, deadline);
  if (!result.ok) throw unreadable(file, result.why);
  return result.text;
}

async function readBytes(path: string, file: string): Promise<Buffer> {
  await using handle = await open(path);
  const { size } = await handle.stat();
  if (size > MAX_BYTES) throw unreadable(file, `has ${size} bytes, and at most ${MAX_BYTES} are read`);
  return handle.readFile();
}

async function pathWithin(folder: string, file: string): Promise<string> {
  const found = await findWithin(folder, file);
  if (found.kind === 'found') return found.path;
  if (found.kind === 'missing') throw pageFailure('file_not_found', `No download of this run is called "${basename(file)}".`);
  throw pageFailure('refused', `Only files that this run downloaded can be read, not "${file}".`, { performed: 'no' });
}

function unreadable(file: string, why: string): Error {
  return pageFailure('wrong_element', `The file "${basename(file)}" ${why}.`, { performed: 'no' });
}
