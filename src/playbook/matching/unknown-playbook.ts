import { excerpt } from '../../base/index.ts';
import { formatProblem, type PlaybookProblem } from '../schema/problem.ts';
import { didYouMean } from '../schema/suggest.ts';

/** Why no valid playbook has this id. A broken file of the folder may be the one that was meant. */
export function unknownPlaybook(id: string, known: readonly string[], problems: readonly PlaybookProblem[]): string {
  const name = excerpt(id, 100);
  const sentences = [
    `No playbook is called "${name}"${didYouMean(name, known)}. Known: ${known.join(', ') || 'none'}.`,
    skippedFiles(problems),
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

/** One sentence about the files of a folder that are not valid playbooks: the first problem in full, the number of the others. */
export function skippedFiles(problems: readonly PlaybookProblem[]): string | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  const others = new Set(problems.map((problem) => problem.file)).size - 1;
  const more = others === 0 ? '' : ` (and ${others} more ${others === 1 ? 'file' : 'files'})`;
  return `Skipped a playbook that is not valid: ${formatProblem(first)}${more}. "rote playbook validate" reports every problem.`;
}
