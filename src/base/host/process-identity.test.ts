import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { identifyProcess, isAlive, parsePs, readProcess } from './process-identity.ts';

const withoutProc = async () => 'unknown' as const;

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid!;
}

test('a process that runs is alive, one that has ended is not', async () => {
  expect(await isAlive(await identifyProcess())).toBe(true);
  expect(await isAlive({ host: hostname(), pid: await endedProcess(), started: '' })).toBe(false);
});

test('a process with a reused pid is not mistaken for the process before it', async () => {
  const self = await identifyProcess();
  expect(self.started).not.toBe('');
  expect(await isAlive({ ...self, started: '1' })).toBe(false);
});

test('where the system reports no start, a process is alive while its pid is in use', async () => {
  const self = await identifyProcess(process.pid, withoutProc);
  expect(self.started).toBe('');
  expect(await isAlive(self, withoutProc)).toBe(true);
  expect(await isAlive({ ...self, started: '1' }, withoutProc)).toBe(true);
  expect(await isAlive({ ...self, pid: await endedProcess() }, withoutProc)).toBe(false);
});

test('a zombie has ended', async () => {
  expect(await isAlive(await identifyProcess(), async () => 'ended')).toBe(false);
});

test('a process of another host counts as alive', async () => {
  expect(await isAlive({ host: `not-${hostname()}`, pid: await endedProcess(), started: '1' })).toBe(true);
});

test('a process that belongs to another user is alive', async () => {
  expect(await isAlive({ host: hostname(), pid: 1, started: '' })).toBe(true);
});

test('reads what ps prints', () => {
  expect(parsePs('Ss   Mon Jul  6 10:11:12 2026\n')).toEqual({ started: String(Date.UTC(2026, 6, 6, 10, 11, 12) / 1000) });
  expect(parsePs('Z    Mon Jul  6 10:11:12 2026\n')).toBe('ended');
  expect(parsePs('')).toBe('unknown');
});

test('a pid without a process has no start', async () => {
  expect(await readProcess(await endedProcess())).toBe('unknown');
});
