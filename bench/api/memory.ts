import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ApiClient } from '../../src/cli/client/api-client.ts';
import { startPostgres, type TestPostgres } from '../../tests/support/postgres.ts';
import { descendantsOf } from '../../tests/support/processes.ts';
import { startService } from './service.ts';

const PARALLEL_RUNS = [1, 4, 8];

/** Proportional memory (PSS) in MB of a service and of everything below it. */
interface Memory {
  service: number;
  /** Processes of runs, without their browsers. */
  sandboxes: number;
  browsers: number;
}

async function pssMb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
}

async function measure(pid: number): Promise<Memory> {
  const memory: Memory = { service: await pssMb(pid), sandboxes: 0, browsers: 0 };
  for (const one of await descendantsOf(pid)) {
    const command = await readFile(`/proc/${one}/cmdline`, 'utf8').catch(() => '');
    memory[/chrom/i.test(command.split(/[\0 ]/)[0] ?? '') ? 'browsers' : 'sandboxes'] += await pssMb(one);
  }
  return memory;
}

const total = ({ service, sandboxes, browsers }: Memory) => service + sandboxes + browsers;
const mb = (value: number) => `${value.toFixed(0)} MB`;

export interface WaitingRuns {
  /** Folder of the playbook that waits. */
  playbooks: string;
  /** Starts a run that opens its page and waits there; its ID. */
  start(client: ApiClient): Promise<string>;
  end(client: ApiClient, ids: string[]): Promise<void>;
}

/** Prints the memory of an idle, compiled service on each database, and what 1, 4 and 8 runs add to it. Linux only. */
export async function printMemory(open: (url: string) => ApiClient, runs: WaitingRuns): Promise<void> {
  await promisify(execFile)('npm', ['run', 'build']);
  const postgres: TestPostgres = await startPostgres();
  try {
    for (const database of ['embedded', 'Postgres'] as const) {
      const url = database === 'Postgres' ? ['--database-url', await postgres.createDatabase()] : [];
      const service = await startService(['--capacity', '8', '--playbooks', runs.playbooks, ...url], { compiled: true });
      const client = open(service.url);
      const idle = await measure(service.pid);
      console.log(
        `memory idle, ${database} database: ${mb(idle.service)} the service, ${mb(total(idle))} with the process and browser that wait for the next run`,
      );
      for (const parallel of PARALLEL_RUNS) {
        const ids = await Promise.all(Array.from({ length: parallel }, () => runs.start(client)));
        const used = await measure(service.pid);
        // One more waits for the next run, here as in the idle service.
        const each = { process: (used.sandboxes - idle.sandboxes) / parallel, browser: (used.browsers - idle.browsers) / parallel };
        console.log(
          `memory at ${parallel} parallel runs, ${database}: ${mb(total(used))}; per run ${mb(each.process)} beside its browser, which takes ${mb(each.browser)}`,
        );
        await runs.end(client, ids);
      }
      await service.stop();
    }
  } finally {
    await postgres.stop();
  }
}
