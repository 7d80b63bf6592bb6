import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunConfig } from '../../contract/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import type { CheckObservation } from '../records/trial-record.ts';
import type { PageCheck } from '../suite/check-schema.ts';
import { PAGE_CHECK_ID, pagePlaybook } from '../suite/page-playbook.ts';
import type { EvalParts } from './eval-deps.ts';
import { InfrastructureFailure } from './infrastructure-failure.ts';

/**
 * Opens the page of a check in a separate browser, with the trial's credentials and guardrails. A page that answers with an error does not show what
 * is expected. Throws InfrastructureFailure when the page cannot be opened at all.
 */
export async function checkPage(
  check: PageCheck,
  { deps, trial, secrets, scratch }: { deps: EvalParts; trial: RunConfig; secrets: SecretBook; scratch: string },
): Promise<Pick<CheckObservation, 'holds' | 'reason'>> {
  const folder = await mkdtemp(join(scratch, 'page-'));
  try {
    await writeFile(join(folder, `${PAGE_CHECK_ID}.yaml`), pagePlaybook(check));
    const { report } = await deps.execute({
      config: {
        ...trial,
        directive: 'Check a page',
        run_id: undefined,
        playbook: PAGE_CHECK_ID,
        playbook_params: {},
        execution_mode: 'playbook_only',
        start_url: undefined,
        profile: undefined,
        output_schema: undefined,
        recording: { trace: false, screenshots: false },
      },
      secrets,
      folders: { runs: join(folder, 'runs'), playbooks: folder, profiles: deps.folders.profiles },
      signal: deps.signal,
      onEvent: () => undefined,
      confirmAll: false,
    });
    if (report.status === 'completed') return { holds: true };
    const reason = report.error?.message ?? report.summary;
    const why = report.error?.failure?.reason;
    if (why === 'verification' || why === 'http_error') return { holds: false, reason };
    throw new InfrastructureFailure(`The page ${check.url} could not be checked: ${reason}`);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
