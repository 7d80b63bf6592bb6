import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { changedRecords, type Snapshot } from '../../drift/cases/drift-case.ts';
import { silentLog } from '../../src/base/index.ts';
import { type RunReport, runConfigSchema } from '../../src/contract/index.ts';
import { executeHere } from '../../tests/support/shared-browser.ts';
import type { Application, Job, JobOutcome } from './application.ts';
import { disagreements } from './disagreements.ts';
import type { Variant } from './variants.ts';

const RUN_TIMEOUT_SECONDS = 300;
/** A request of the run may still be at work when its browser has closed: the data must stay the same for this long. */
const SETTLED_AFTER_MS = 500;

export interface Compared {
  readonly application: string;
  readonly playbook: string;
  readonly variant: string;
  readonly report: RunReport;
  readonly outcome: JobOutcome;
  readonly changed: readonly string[];
  readonly disagreements: readonly string[];
}

/** Resets the application, runs the playbook without a model, and compares the report with the data. */
export async function runVariant(application: Application, job: Job, variant: Variant): Promise<Compared> {
  await application.reset();
  const before = await application.snapshot();
  const folder = await mkdtemp(join(tmpdir(), 'rote-outcomes-'));
  const playbooks = join(folder, 'playbooks');
  try {
    await mkdir(playbooks);
    await writeFile(join(playbooks, `${job.playbook}.yaml`), variant.yaml);
    const { report } = await executeHere({
      config: runConfigSchema.parse({
        directive: job.playbook,
        playbook: job.playbook,
        execution_mode: 'playbook_only',
        start_url: application.origin,
        credentials: application.credentials,
        recording: { trace: false, screenshots: false },
        timeout_seconds: RUN_TIMEOUT_SECONDS,
      }),
      folders: { runs: folder, playbooks, profiles: folder },
      signal: new AbortController().signal,
      log: silentLog,
      models: () => {
        throw new Error('this bench runs without a model');
      },
    });
    const after = await settled(application);
    const outcome = job.outcome(before, after);
    return {
      application: application.name,
      playbook: job.playbook,
      variant: variant.name,
      report,
      outcome,
      changed: changedRecords(before, after),
      disagreements: disagreements(report, { before, after, outcome }, application),
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function settled(application: Application): Promise<Snapshot> {
  let last = await application.snapshot();
  for (;;) {
    await pause(SETTLED_AFTER_MS);
    const next = await application.snapshot();
    if (changedRecords(last, next).length === 0) return next;
    last = next;
  }
}
