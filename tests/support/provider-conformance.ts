import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/contract/index.ts';
import { readFinishedFolder, type Sandbox } from '../../src/sandbox/index.ts';
import { type Pages, servePages } from './pages.ts';
import { descendantsOf, isAlive } from './processes.ts';
import { readEvents, type SandboxPlace } from './sandbox-place.ts';

/** What a worker may rely on, of every provider of sandboxes. */
export function providerConformance(name: string, open: () => Promise<SandboxPlace>): void {
  describe(`a provider: ${name}`, () => {
    let pages: Pages;
    let place: SandboxPlace;
    beforeAll(async () => {
      pages = await servePages({ '/': '<title>Here</title><h1>Start</h1>' });
      place = await open();
      await place.playbook('quick', `  - { action: goto, params: { url: '{base_url}/' } }`);
      await place.playbook(
        'hangs',
        `  - { action: goto, params: { url: '{base_url}/' } }
  - { action: wait_for, selector: { primary: '#never' }, timeout_ms: 60000, on_failure: abort }`,
      );
    });
    afterAll(async () => {
      await place.close();
      await pages.close();
    });

    // What a failed test leaves running must not fail the next one too.
    afterEach(() => Promise.all(place.provider.running().map((sandbox) => sandbox.kill())));

    const isWaiting = (event: RunEvent) => event.type === 'step_started' && event.step === 2;
    const begin = (runId: string, playbook: string) =>
      place.begin(runId, { playbook, start_url: pages.url('/'), execution_mode: 'playbook_only' });
    const endIn = async (sandbox: Sandbox) => {
      expect(await sandbox.finished).toMatchObject({ warnings: [] });
      const left = await readFinishedFolder(place.runFolder(sandbox.runId));
      sandbox.release();
      expect(await sandbox.exited).toMatchObject({ code: 0, signal: null });
      return left;
    };

    test('a run that ends by itself: each status once, the folder whole before `finished`, the process gone after `release`', async () => {
      const sandbox = await begin('by-itself', 'quick');
      expect(sandbox).toMatchObject({ runId: 'by-itself', url: `http://127.0.0.1:${sandbox.port}` });
      expect(place.provider.running()).toEqual([sandbox]);
      const statuses: string[] = [];
      sandbox.onStatus((status) => statuses.push(status));
      expect(await endIn(sandbox)).toMatchObject({ status: 'completed', report: { run_id: 'by-itself' } });
      expect(statuses).toEqual(['starting', 'running', 'completed']);
      expect(sandbox.status()).toBe('completed');
      expect(place.provider.running()).toEqual([]);
      await expect(fetch(`${sandbox.url}/status`)).rejects.toThrow();
    });

    test('stop: terminated', async () => {
      const sandbox = await begin('stopped', 'hangs');
      await readEvents(sandbox, 0, isWaiting);
      sandbox.stop();
      expect(await endIn(sandbox)).toMatchObject({ status: 'terminated', error: { code: 'RUN_TERMINATED' } });
    });

    test.each([
      ['TIMEOUT', 'timeout'],
      ['WORKER_LOST', 'failed'],
    ] as const)('halt with %s: %s', async (code, status) => {
      const sandbox = await begin(`halted-${code}`, 'hangs');
      await readEvents(sandbox, 0, isWaiting);
      sandbox.halt({ code, message: 'It has to end.' });
      expect(await endIn(sandbox)).toMatchObject({ status, error: { code, message: 'It has to end.' } });
    });

    test('stop and halt change nothing once the run has ended', async () => {
      const sandbox = await begin('too-late', 'quick');
      await sandbox.finished;
      sandbox.halt({ code: 'TIMEOUT', message: 'too late' });
      sandbox.stop();
      expect(await endIn(sandbox)).toMatchObject({ status: 'completed', error: null });
      expect(await sandbox.exited).toMatchObject({ because: null });
    });

    test('kill: everything is gone when it resolves, and nothing more can be done to it', async () => {
      const sandbox = await begin('killed', 'hangs');
      await readEvents(sandbox, 0, isWaiting);
      expect(await sandbox.memoryMb()).toBeGreaterThan(100);
      const family = [sandbox.pid, ...(await descendantsOf(sandbox.pid))];
      expect(family.length).toBeGreaterThan(3);
      await sandbox.kill();
      expect((await Promise.all(family.map(isAlive))).filter(Boolean)).toEqual([]);
      expect(await sandbox.finished).toBeUndefined();
      expect(await sandbox.exited).toEqual({ code: null, signal: 'SIGKILL', because: null });
      expect(await sandbox.memoryMb()).toBe(0);
      sandbox.stop();
      sandbox.halt({ code: 'TIMEOUT', message: 'x' });
      sandbox.release();
      await sandbox.kill();
      expect(await sandbox.exited).toMatchObject({ because: null });
    });

    test('every run has a process of its own', async () => {
      const first = await begin('first', 'hangs');
      const second = await begin('second', 'hangs');
      expect(first.pid).not.toBe(second.pid);
      expect(place.provider.running()).toHaveLength(2);
      await Promise.all([first.kill(), second.kill()]);
    });

    test('close ends what is running and starts nothing more', async () => {
      const sandbox = await begin('left-running', 'hangs');
      await place.provider.close();
      expect(await isAlive(sandbox.pid)).toBe(false);
      expect(await sandbox.exited).toMatchObject({ signal: 'SIGKILL' });
      await expect(begin('after-the-end', 'quick')).rejects.toMatchObject({ code: 'SANDBOX_CREATE_FAILED' });
    });
  });
}
