import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RoteError } from '../../contract/index.ts';
import { type Playbook, type PlaybookProblem, parsePlaybook } from '../../playbook/index.ts';

export interface LoadedPlaybook {
  file: string;
  text: string;
  playbook: Playbook;
  /** Of a valid playbook: what is probably not meant. */
  warnings: readonly PlaybookProblem[];
}

export interface PlaybookFolder {
  playbooks: LoadedPlaybook[];
  /** Of files that are not valid playbooks; the other files are usable. */
  problems: PlaybookProblem[];
}

/**
 * Reads every .yaml and .yml file of a folder, sorted by name. NOT_FOUND if the folder cannot be read. If two files have the same id,
 * the second one is a problem.
 */
export async function readPlaybookFolder(folder: string): Promise<PlaybookFolder> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new RoteError('NOT_FOUND', `The folder of playbooks ${folder} cannot be read: check --playbooks or ROTE_PLAYBOOKS.`, { cause });
  });
  const names = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => entry.name)
    .sort();
  const playbooks: LoadedPlaybook[] = [];
  const problems: PlaybookProblem[] = [];
  const owner = new Map<string, string>();
  for (const name of names) {
    const file = join(folder, name);
    const text = await readFile(file, 'utf8');
    const parsed = parsePlaybook(text, file);
    if (!parsed.ok) {
      problems.push(...parsed.problems);
      continue;
    }
    const first = owner.get(parsed.playbook.id);
    if (first !== undefined) {
      problems.push({
        file,
        line: 1,
        column: 1,
        path: 'id',
        message: `the id "${parsed.playbook.id}" is already used by ${first}; give this playbook another id`,
      });
      continue;
    }
    owner.set(parsed.playbook.id, name);
    playbooks.push({ file, text, playbook: parsed.playbook, warnings: parsed.warnings });
  }
  return { playbooks, problems };
}
