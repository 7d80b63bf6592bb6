import { resolve } from 'node:path';
import { pageFailure } from '../../playwright/page-failure.ts';
import type { SessionOptions } from '../../session/browser-session.ts';
import { findWithin } from './find-within.ts';

/**
 * The path of a file that may be given to a page. Throws STEP_FAILED for any other: in a service, who asks for a run is not who owns the
 * files of its machine.
 */
export async function permitted(
  file: string,
  { uploadsFolder, inputsFolder, downloadsFolder }: Pick<SessionOptions, 'uploadsFolder' | 'inputsFolder' | 'downloadsFolder'>,
): Promise<string> {
  if (uploadsFolder === undefined) return resolve(file);
  const folders = [inputsFolder, uploadsFolder, downloadsFolder].filter((folder) => typeof folder === 'string');
  const found = await Promise.all(folders.map((folder) => findWithin(folder, file)));
  const first = found.find(({ kind }) => kind === 'found');
  if (first?.kind === 'found') return first.path;
  const where =
    uploadsFolder === null
      ? 'a service gives pages only files that came with the request (POST /v1/files) and what the run downloaded, unless its operator names a folder of files (--uploads)'
      : "a service gives pages only files that came with the request (POST /v1/files), those of its operator's folder (--uploads), and what the run downloaded";
  if (found.some(({ kind }) => kind === 'missing'))
    throw pageFailure('file_not_found', `The file to upload does not exist: "${file}"; ${where}.`);
  throw pageFailure('refused', `"${file}" may not be uploaded: ${where}.`, { performed: 'no' });
}
