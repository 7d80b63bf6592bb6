import { open, realpath } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import { pageFailure } from '../../playwright/page-failure.ts';

const MAX_BYTES = 20 * 1024 * 1024;

/** How other kinds of files begin, for the error message. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['%PDF-', 'a PDF'],
  ['PK\u0003\u0004', 'an archive or an Office document'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Office document'],
  ['\u001f\u008b', 'a compressed file'],
];

/**
 * The text of a file in a folder, by its path or its name: UTF-8, UTF-16 with a byte order mark, or else windows-1252. Throws STEP_FAILED
 * for a file elsewhere, a missing or a large one, and one that is not text.
 */
export async function readTextFile(folder: string, file: string): Promise<string> {
  const path = await pathWithin(folder, file);
  await using handle = await open(path);
  const { size } = await handle.stat();
  if (size > MAX_BYTES) throw unreadable(file, `has ${size} bytes, and at most ${MAX_BYTES} are read`);
  return decode(await handle.readFile(), file);
}

async function pathWithin(folder: string, file: string): Promise<string> {
  const [root, path] = await Promise.all([folder, resolve(folder, file)].map((one) => realpath(one).catch(() => undefined)));
  if (root === undefined || path === undefined)
    throw pageFailure('file_not_found', `There is no file "${basename(file)}" among the downloads of this run.`);
  const inside = relative(root, path);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) {
    throw pageFailure('refused', `Only files that this run downloaded can be read, not "${file}".`, { performed: 'no' });
  }
  return path;
}

function decode(bytes: Buffer, file: string): string {
  const marked = encodingOf(bytes);
  if (marked !== undefined) return new TextDecoder(marked).decode(bytes);
  const kind = SIGNATURES.find(([start]) => bytes.subarray(0, start.length).toString('latin1') === start)?.[1];
  if (kind !== undefined || bytes.includes(0)) throw unreadable(file, `is ${kind ?? 'not a text'}, which cannot be read`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes); // it is no valid UTF-8
  }
}

function encodingOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function unreadable(file: string, why: string): Error {
  return pageFailure('wrong_element', `The file "${basename(file)}" ${why}.`, { performed: 'no' });
}
