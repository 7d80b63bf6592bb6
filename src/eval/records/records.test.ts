import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headerOf, infrastructureFailureOf, oneCase, recordOf } from '../testing/records.ts';
import { readHeader, writeHeader } from './header.ts';
import { holdFolder } from './hold-folder.ts';
import { openJournal, readJournal } from './journal.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-journal-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = () => join(folder, 'trials.ndjson');

describe('the journal', () => {
  it('keeps parallel appends as complete lines in the order of the calls', async () => {
    const journal = await openJournal(folder);
    const lines = [1, 2, 3, 4].map((trial) => recordOf({ summary: 'x'.repeat(10_000) }, { trial }));
    await Promise.all(lines.map((line) => journal.append(line)));
    await journal.close();
    expect(await readJournal(folder)).toEqual(lines);
  });

  it('cuts off an incomplete last line and appends after it', async () => {
    const first = await openJournal(folder);
    await first.append(recordOf({}, { trial: 1 }));
    await first.close();
    const whole = await readFile(file(), 'utf8');
    await appendFile(file(), '{"type":"finished","case_id":"ä');
    const second = await openJournal(folder);
    expect(second.lines).toHaveLength(1);
    await second.append(infrastructureFailureOf('c', 2, 'The target did not answer.'));
    await second.close();
    const text = await readFile(file(), 'utf8');
    expect(text.startsWith(whole)).toBe(true);
    expect((await readJournal(folder)).map((line) => line.type)).toEqual(['finished', 'infrastructure']);
  });

  it('reports the damaged line instead of dropping trials', async () => {
    await writeFile(file(), '{"type":"started"}\n');
    await expect(readJournal(folder)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', message: expect.stringContaining('line 1') });
  });
});

describe('the folder of an evaluation', () => {
  it('belongs to one process at a time', async () => {
    const release = await holdFolder(folder);
    await expect(holdFolder(folder)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await release();
    await (await holdFolder(folder))();
  });

  it('reads its header back, and reports damage', async () => {
    expect(await readHeader(folder)).toBeUndefined();
    const header = headerOf(oneCase('trials: 2'));
    await writeHeader(folder, header);
    expect(await readHeader(folder)).toEqual(header);
    await writeFile(join(folder, 'eval.json'), '{');
    await expect(readHeader(folder)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});
