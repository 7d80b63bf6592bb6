import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { type JournalLine, journalLineSchema } from './trial-record.ts';

const JOURNAL_FILE = 'trials.ndjson';

/** Where trials are written down, one line each, synced before anybody relies on it. */
export interface Journal {
  /** What was there, then what was appended, in order. */
  readonly lines: readonly JournalLine[];
  append(line: JournalLine): Promise<void>;
  close(): Promise<void>;
}

/** Opens the journal of a folder; what a killed process left half written at its end is cut off. Throws VALIDATION_FAILED when it is damaged. */
export async function openJournal(folder: string): Promise<Journal> {
  const path = join(folder, JOURNAL_FILE);
  const { lines, wholeBytes } = await readWhole(path);
  const file: FileHandle = await open(path, 'a', 0o600);
  try {
    await file.truncate(wholeBytes);
  } catch (error) {
    await file.close();
    throw error;
  }
  const all = [...lines];
  let bytes = wholeBytes;
  // One after the other: two lines never mix, and the order on disk is the order here.
  let last: Promise<void> = Promise.resolve();
  return {
    lines: all,
    append(line) {
      last = last
        .catch(() => undefined)
        .then(async () => {
          const text = `${JSON.stringify(line)}\n`;
          try {
            await file.appendFile(text);
            await file.sync();
          } catch (error) {
            // A full disk leaves half a line, to which the next one must not be glued.
            await file.truncate(bytes);
            throw error;
          }
          bytes += Buffer.byteLength(text);
          all.push(line);
        });
      return last;
    },
    async close() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

/** The trials of a folder, for reading only. */
export async function readJournal(folder: string): Promise<JournalLine[]> {
  return (await readWhole(join(folder, JOURNAL_FILE))).lines;
}

async function readWhole(path: string): Promise<{ lines: JournalLine[]; wholeBytes: number }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const parsed = journalLineSchema.safeParse(parseJson(line));
      if (parsed.success) return parsed.data;
      throw new RoteError('VALIDATION_FAILED', `${path} is damaged in line ${index + 1}: it is not what a trial is written down as.`);
    });
  return { lines, wholeBytes: Buffer.byteLength(whole) };
}
