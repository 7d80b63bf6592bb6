import { readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newRun } from '../testing/made-runs.ts';
import { startProcess } from '../testing/start-process.ts';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';
import { lockDataFolder } from './data-folder-lock.ts';

describe('the data folder of the embedded database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.remove());

  const locks = async () => (await readdir(database.folder)).filter((name) => name.endsWith('.lock'));

  it('is one process’s at a time: others are told which one has it, and have it at once when that one is killed', async () => {
    const holder = startProcess('open', database);
    expect((await holder.lines.next()).value).toBe('open');
    for (let time = 0; time < 2; time++) {
      await expect(database.open()).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining(`process ${holder.pid}`),
        details: { pid: holder.pid },
      });
    }
    await holder.kill();
    expect(await locks()).toHaveLength(1);
    const storage = await database.open();
    expect(await storage.runs.create(newRun())).toMatchObject({ kind: 'created' });
    await storage.close();
    expect(await locks()).toEqual([]);
  });

  it('cannot be opened twice by one process either', async () => {
    const storage = await database.open();
    await expect(database.open()).rejects.toMatchObject({ code: 'CONFLICT' });
    await storage.close();
    await (await database.open()).close();
  });

  it('goes to exactly one of many that want it after its owner was killed', async () => {
    const holder = startProcess('open', database);
    await holder.lines.next();
    await holder.kill();
    const takers = Array.from({ length: 5 }, () => startProcess('open', database));
    const said = await Promise.all(takers.map(async (taker) => String((await taker.lines.next()).value)));
    await Promise.all(takers.map((taker) => taker.kill()));
    expect(said.toSorted()).toEqual(['open', ...Array.from({ length: 4 }, () => 'refused CONFLICT')]);
  });

  it('goes to exactly one of many at once, round after round', async () => {
    for (let round = 0; round < 10; round++) {
      await writeFile(join(database.folder, `database+${2 ** 22 + 1}+1+${encodeURIComponent(hostname())}+dead${round}.lock`), 'held');
      const all = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(database.folder)));
      const taken = all.filter((one) => one.status === 'fulfilled');
      expect(taken).toHaveLength(1);
      expect(await locks()).toHaveLength(1);
      await taken[0]?.value();
      expect(await locks()).toEqual([]);
    }
  });

  it('is not held by a process that only has the number of the one that took it', async () => {
    await writeFile(join(database.folder, `database+${process.pid}+1+${encodeURIComponent(hostname())}+reused00.lock`), 'held');
    const release = await lockDataFolder(database.folder);
    expect(await locks()).toHaveLength(1);
    await release();
  });

  it('is not taken from another machine, of which nobody can tell whether it lives', async () => {
    const foreign = join(database.folder, 'database+1+1+another-machine+0badcafe.lock');
    await writeFile(foreign, 'held');
    await expect(database.open()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(`remove ${foreign}`) });
  });
});
