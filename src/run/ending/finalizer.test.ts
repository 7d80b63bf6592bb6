import { describe, expect, test } from 'vitest';
import { silentLog } from '../../base/index.ts';
import { finalize } from './finalizer.ts';

describe('finalize', () => {
  const phases = ['publishStatus', 'cleanup', 'persist'] as const;

  test('runs the phases in order', async () => {
    const seen: string[] = [];
    const note = (name: string) => async () => void seen.push(name);
    expect(await finalize({ publishStatus: note('publishStatus'), cleanup: note('cleanup'), persist: note('persist') }, silentLog)).toEqual(
      [],
    );
    expect(seen).toEqual([...phases]);
  });

  test.each(phases)('a failing %s is reported and stops no other phase', async (broken) => {
    const seen: string[] = [];
    const note = (name: string) => async () => {
      seen.push(name);
      if (name === broken) throw new Error('the disk is full');
    };
    const warnings = await finalize(
      { publishStatus: note('publishStatus'), cleanup: note('cleanup'), persist: note('persist') },
      silentLog,
    );
    expect(seen).toEqual([...phases]);
    expect(warnings).toEqual([`${broken}: the disk is full`]);
  });

  test('persist receives the problems of the phases before', async () => {
    const known: string[] = [];
    const fail = () => Promise.reject(new Error('the browser hangs'));
    const persist = async (_deadline: unknown, problems: readonly string[]) => void known.push(...problems);
    await finalize({ publishStatus: async () => undefined, cleanup: fail, persist }, silentLog);
    expect(known).toEqual(['cleanup: the browser hangs']);
  });
});
