import { basename } from 'node:path';
import type { PlaybookProblem } from '../../playbook/index.ts';

/** Problems for clients, who see no folder of the host. */
export function withoutFolders(problems: readonly PlaybookProblem[]): PlaybookProblem[] {
  return problems.map((problem) => ({ ...problem, file: basename(problem.file) }));
}
