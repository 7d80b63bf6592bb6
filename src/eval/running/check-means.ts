import { RoteError } from '../../contract/index.ts';
import { formatProblem } from '../../playbook/index.ts';
import { readPlaybookFolder } from '../../run/index.ts';
import type { EvalCase } from '../suite/suite.ts';
import type { EvalParts } from './eval-deps.ts';
import { missingVariables } from './trial-secrets.ts';

/** Finds out, before anything is started, what the cases ask for and is not there. Throws VALIDATION_FAILED with all of it. */
export async function checkMeans(parts: EvalParts, cases: readonly EvalCase[]): Promise<void> {
  const problems: string[] = [];
  if (cases.length === 0) {
    const tags = [...new Set(parts.suite.cases.flatMap((one) => one.benchmark_tags))].join(', ') || 'none';
    problems.push(`No case has the tag ${parts.options.tags.join(' or ')}; there are: ${tags}.`);
  }
  const { playbooks, problems: broken } = await readPlaybookFolder(parts.folders.playbooks);
  const known = playbooks.map((one) => one.playbook.id);
  for (const { id, playbook } of cases) {
    if (playbook === undefined || known.includes(playbook)) continue;
    problems.push(`case "${id}": there is no playbook "${playbook}" in ${parts.folders.playbooks}; known: ${known.join(', ') || 'none'}.`);
  }
  if (problems.length > 0) problems.push(...broken.map(formatProblem));
  for (const name of missingVariables(parts, cases))
    problems.push(`The environment variable ${name} is not set, and the suite asks for it.`);
  if (problems.length > 0) throw new RoteError('VALIDATION_FAILED', `The suite cannot be run:\n${problems.join('\n')}`);
}
