import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { silentLog, startDeadline } from '../../src/base/index.ts';
import { ensureBrowser } from '../../src/browser/index.ts';
import { RoteError, type RunConfigInput, type RunEvent, runConfigSchema } from '../../src/contract/index.ts';
import { type ExecutedRun, executeRun, type RunParts } from '../../src/run/index.ts';

export const BUNDLED_PLAYBOOKS = resolve(import.meta.dirname, '..', '..', 'playbooks');

/** A folder of the test's own for runs and playbooks, removed by `remove`. */
export interface TestPlace {
  folder: string;
  /** Writes a playbook; it can then be named by its id. */
  playbook(id: string, yaml: string): Promise<void>;
  run(config: RunConfigInput, parts?: Partial<RunParts>): Promise<ExecutedRun & { events: RunEvent[] }>;
  remove(): Promise<void>;
}

/** Runs whole runs in this process, as `rote run` does, without a model unless `parts` brings one. */
export async function openTestPlace(playbooks?: string): Promise<TestPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-test-'));
  return {
    folder,
    playbook: (id, yaml) => writeFile(join(folder, `${id}.yaml`), yaml),
    async run(config, parts = {}) {
      const events: RunEvent[] = [];
      const executed = await executeRun({
        config: runConfigSchema.parse({ guardrails: { allow_private_networks: true }, ...config }),
        folders: { runs: join(folder, 'runs'), playbooks: playbooks ?? folder, profiles: join(folder, 'profiles') },
        browser: () => ensureBrowser(startDeadline(300_000, 'finding a browser')),
        signal: new AbortController().signal,
        log: silentLog,
        onEvent: (event) => events.push(event),
        models: () => {
          throw new RoteError('SETUP_FAILED', 'There is no model in this test.');
        },
        ...parts,
      });
      return { ...executed, events };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
