import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFolder } from './lock-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A claim that a process of this host left as holder of the lock "db". */
function leaveClaim({ pid, started }: { pid: number; started: string }, token: string): Promise<void> {
  return writeFile(join(folder, `db+${pid}+${started}+${encodeURIComponent(hostname())}+${token}.lock`), 'held');
}

describe('lockFolder', () => {
  test('gives the folder to exactly one of many at once, round after round', async () => {
    for (let round = 0; round < 10; round++) {
      await leaveClaim({ pid: 2 ** 22 + 1, started: '1' }, `dead${round}`);
      const locks = await Promise.all(Array.from({ length: 8 }, () => lockFolder(folder, 'db')));
      const taken = locks.filter((lock) => lock.locked);
      expect(taken).toHaveLength(1);
      expect(await readdir(folder)).toHaveLength(1);
      await taken[0]?.release();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  test('reports the process that holds the folder', async () => {
    const lock = await lockFolder(folder, 'db');
    expect(await lockFolder(folder, 'db')).toMatchObject({ locked: false, holder: { pid: process.pid, host: hostname(), held: true } });
    if (lock.locked) await lock.release();
    expect(await lockFolder(folder, 'db')).toMatchObject({ locked: true });
  });

  test('takes the folder from a process whose number was given to another', async () => {
    await leaveClaim({ pid: process.pid, started: '1' }, 'reused');
    expect(await lockFolder(folder, 'db')).toMatchObject({ locked: true });
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('leaves the folder to a live process whose start the system does not report', async () => {
    await leaveClaim({ pid: process.ppid, started: '' }, 'unknown');
    expect(await lockFolder(folder, 'db')).toMatchObject({ locked: false, holder: { pid: process.ppid } });
  });

  test('keeps locks of different names apart', async () => {
    expect(await lockFolder(folder, 'db')).toMatchObject({ locked: true });
    expect(await lockFolder(folder, 'evaluation')).toMatchObject({ locked: true });
  });
});
