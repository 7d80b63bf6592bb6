import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { type JournalLine, journalLineSchema } from './trial-record.ts';

const JOURNAL_FILE = 'trials.ndjson';

/** The record of trials, one line per event. Each line is synced before `append` resolves. */
export interface Journal {
  /** The existing lines, then the appended ones, in order. */
  readonly lines: readonly JournalLine[];
  append(line: JournalLine): Promise<void>;
  close(): Promise<void>;
}

/** Opens the journal of a folder and cuts off an incomplete last line of a killed process. Throws VALIDATION_FAILED when it is damaged. */
export async function openJournal(folder: string): Promise<Journal> {
  const path = join(folder, JOURNAL_FILE);
  const { lines, completeBytes } = await readLines(path);
  const file: FileHandle = await open(path, 'a', 0o600);
  try {
    await file.truncate(completeBytes);
  } catch (error) {
    await file.close();
    throw error;
  }
  const all = [...lines];
  let bytes = completeBytes;
  // Writes run one after the other, so lines never mix and their order on disk is the order of the calls.
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
            // A full disk leaves half a line; the next line must not continue it.
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

/** Reads the journal of a folder without opening it for writing. */
export async function readJournal(folder: string): Promise<JournalLine[]> {
  return (await readLines(join(folder, JOURNAL_FILE))).lines;
}

async function readLines(path: string): Promise<{ lines: JournalLine[]; completeBytes: number }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = complete
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const parsed = journalLineSchema.safeParse(parseJson(line));
      if (parsed.success) return parsed.data;
      throw new RoteError('VALIDATION_FAILED', `${path} is damaged: line ${index + 1} is not a record of a trial.`);
    });
  return { lines, completeBytes: Buffer.byteLength(complete) };
}
