import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { silentLog } from '../../src/base/index.ts';
import { RoteError, type RunConfigInput, type RunEvent, runConfigSchema } from '../../src/contract/index.ts';
import type { ExecutedRun, RunDeps } from '../../src/run/index.ts';
import { executeHere } from './shared-browser.ts';

export const BUNDLED_PLAYBOOKS = resolve(import.meta.dirname, '..', '..', 'playbooks');

/** A folder of the test's own for runs and playbooks, removed by `remove`. */
export interface TestPlace {
  folder: string;
  /** Writes a playbook; it can then be named by its id. */
  playbook(id: string, yaml: string): Promise<void>;
  run(config: RunConfigInput, parts?: Partial<RunDeps>): Promise<ExecutedRun & { events: RunEvent[] }>;
  remove(): Promise<void>;
}

/** Runs whole runs in this process, as `rote run` does, without a model unless `parts` brings one; `usual` is for each of them. */
export async function openTestPlace(playbooks?: string, usual: Partial<RunDeps> = {}): Promise<TestPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-test-'));
  return {
    folder,
    playbook: (id, yaml) => writeFile(join(folder, `${id}.yaml`), yaml),
    async run(config, parts = {}) {
      const events: RunEvent[] = [];
      const executed = await executeHere({
        config: runConfigSchema.parse({ guardrails: { allow_private_networks: true }, ...config }),
        folders: { runs: join(folder, 'runs'), playbooks: playbooks ?? folder, profiles: join(folder, 'profiles') },
        signal: new AbortController().signal,
        log: silentLog,
        onEvent: (event) => events.push(event),
        models: () => {
          throw new RoteError('SETUP_FAILED', 'There is no model in this test.');
        },
        ...usual,
        ...parts,
      });
      return { ...executed, events };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
