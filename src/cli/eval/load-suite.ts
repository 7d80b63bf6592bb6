import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RoteError } from '../../contract/index.ts';
import { type EvalSuite, parseSuite } from '../../eval/index.ts';
import { formatProblem } from '../../playbook/index.ts';
import { playbooksFolder, profilesFolder } from '../folders.ts';

/** Reads a suite file. VALIDATION_FAILED with every problem, each on its own line with its position. */
export async function loadSuite(file: string): Promise<{ suite: EvalSuite; suiteFile: string }> {
  const suiteFile = resolve(file);
  const text = await readFile(suiteFile, 'utf8').catch((cause: unknown) => {
    throw new RoteError('NOT_FOUND', `There is no suite ${file}: give the path of a YAML file.`, { cause });
  });
  const parsed = parseSuite(text, file);
  if (parsed.ok) return { suite: parsed.suite, suiteFile };
  throw new RoteError('VALIDATION_FAILED', `The suite is not valid:\n${parsed.problems.map(formatProblem).join('\n')}`);
}

/** The folders of a suite's playbooks and profiles: from the command line, else from the suite, else as for a run. */
export function foldersOf(
  { suite, suiteFile }: { suite: EvalSuite; suiteFile: string },
  flags: { playbooks?: string },
  env: NodeJS.ProcessEnv,
): { playbooks: string; profiles: string } {
  const own = (folder: string | undefined) => (folder === undefined ? undefined : resolve(dirname(suiteFile), folder));
  return {
    playbooks: playbooksFolder(env, flags.playbooks ?? own(suite.playbooks)),
    profiles: own(suite.profiles) ?? profilesFolder(env),
  };
}
