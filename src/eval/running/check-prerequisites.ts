import { RoteError } from '../../contract/index.ts';
import { formatProblem } from '../../playbook/index.ts';
import { readPlaybookFolder } from '../../run/index.ts';
import type { EvalCase } from '../suite/suite.ts';
import type { EvalParts } from './eval-deps.ts';
import { missingVariables } from './trials/trial-secrets.ts';

/** Checks that everything the cases need exists before anything starts. Throws VALIDATION_FAILED with every problem. */
export async function checkPrerequisites(deps: EvalParts, cases: readonly EvalCase[]): Promise<void> {
  const problems: string[] = [];
  if (cases.length === 0) {
    const tags = [...new Set(deps.suite.cases.flatMap((one) => one.benchmark_tags))].join(', ') || 'none';
    problems.push(`No case has the tag ${deps.options.tags.join(' or ')}. Tags of the suite: ${tags}.`);
  }
  const { playbooks, problems: broken } = await readPlaybookFolder(deps.folders.playbooks);
  const known = playbooks.map((one) => one.playbook.id);
  for (const { id, playbook } of cases) {
    if (playbook === undefined || known.includes(playbook)) continue;
    problems.push(`case "${id}": there is no playbook "${playbook}" in ${deps.folders.playbooks}. Known: ${known.join(', ') || 'none'}.`);
  }
  if (problems.length > 0) problems.push(...broken.map(formatProblem));
  for (const name of missingVariables(deps, cases)) problems.push(`The environment variable ${name} is not set, but the suite needs it.`);
  if (problems.length > 0) throw new RoteError('VALIDATION_FAILED', `The suite cannot run:\n${problems.join('\n')}`);
}
