import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newRun } from '../testing/sample-runs.ts';
import { startProcess } from '../testing/start-process.ts';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';

describe('the data folder of the embedded database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.remove());

  const locks = async () => (await readdir(database.folder)).filter((name) => name.endsWith('.lock'));

  it('belongs to one process: others learn which one, and can take it as soon as that one is killed', async () => {
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

  it('goes to exactly one of many processes after its owner was killed', async () => {
    const holder = startProcess('open', database);
    await holder.lines.next();
    await holder.kill();
    const takers = Array.from({ length: 5 }, () => startProcess('open', database));
    const said = await Promise.all(takers.map(async (taker) => String((await taker.lines.next()).value)));
    await Promise.all(takers.map((taker) => taker.kill()));
    expect(said.toSorted()).toEqual(['open', ...Array.from({ length: 4 }, () => 'refused CONFLICT')]);
  });

  it('is never taken from a process of another host, which cannot be checked', async () => {
    const foreign = join(database.folder, 'database+1+1+another-machine+0badcafe.lock');
    await writeFile(foreign, 'held');
    await expect(database.open()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(`remove ${foreign}`) });
  });
});
