import { readFile } from 'node:fs/promises';
import { RoteError } from '../../contract/index.ts';
import { formatProblem, matchPlaybook, type PlaybookProblem, parsePlaybook, unknownPlaybook } from '../../playbook/index.ts';
import { type LoadedPlaybook, readPlaybookFolder } from '../../run/index.ts';
import { EXIT } from '../exit-code.ts';
import { playbooksFolder } from '../folders.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface PlaybookFlags {
  playbooks?: string;
  json?: boolean;
}

/** `rote playbook list`: prints the playbooks with their parameters, and the problems of invalid files on stderr. */
export async function listPlaybooks(flags: PlaybookFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const { playbooks, problems } = await readPlaybookFolder(playbooksFolder(env, flags.playbooks));
  printProblems(problems, terminal);
  if (flags.json) {
    terminal.json(
      playbooks.map(({ file, playbook }) => ({
        id: playbook.id,
        name: playbook.name,
        file,
        tags: playbook.tags,
        parameters: playbook.parameters,
      })),
    );
    return EXIT.completed;
  }
  if (playbooks.length === 0) terminal.out('There are no playbooks in this folder.');
  for (const one of playbooks) terminal.out(summaryOf(one, terminal));
  return EXIT.completed;
}

/** `rote playbook show ID`: prints the file as it is, or the parsed playbook with --json. */
export async function showPlaybook(id: string, flags: PlaybookFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const { playbooks, problems } = await readPlaybookFolder(playbooksFolder(env, flags.playbooks));
  const found = playbooks.find((one) => one.playbook.id === id);
  if (!found) {
    const known = playbooks.map((one) => one.playbook.id);
    throw new RoteError('NOT_FOUND', unknownPlaybook(id, known, problems));
  }
  if (flags.json) terminal.json(found.playbook);
  else terminal.out(`${terminal.dim(`# ${found.file}`)}\n${found.text.trimEnd()}`);
  return EXIT.completed;
}

/**
 * `rote playbook validate [FILE…]`: reports every problem and warning of every file, with line and column. Exit code 2 when
 * there is a problem.
 */
export async function validatePlaybooks(
  files: string[],
  flags: PlaybookFlags,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  const { good, warnings, problems } =
    files.length > 0 ? await validateFiles(files) : await validateFolder(playbooksFolder(env, flags.playbooks));
  if (flags.json) terminal.json({ ok: problems.length === 0, good, warnings, problems });
  else {
    for (const file of good) terminal.out(`${terminal.green('✓')} ${file}`);
    for (const warning of warnings) terminal.err(`${terminal.yellow('!')} ${formatProblem(warning)}`);
    printProblems(problems, terminal);
  }
  return problems.length === 0 ? EXIT.completed : EXIT.badInput;
}

/**
 * `rote playbook match DIRECTIVE`: shows which playbook a directive matches, and why. Exit code 1 when none matches.
 */
export async function matchDirective(directive: string, flags: PlaybookFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const { playbooks, problems } = await readPlaybookFolder(playbooksFolder(env, flags.playbooks));
  printProblems(problems, terminal);
  const match = matchPlaybook(
    directive,
    playbooks.map((one) => one.playbook),
  );
  if (flags.json) {
    const { kind, reason, candidates } = match;
    terminal.json({ match: match.kind === 'match' ? match.playbook.id : null, kind, reason, candidates });
  } else {
    terminal.out(
      match.kind === 'match'
        ? `${terminal.green('✓')} ${terminal.bold(match.playbook.id)}  ${match.playbook.name}`
        : `${terminal.yellow('–')} no playbook`,
    );
    terminal.out(terminal.dim(match.reason));
    for (const one of match.candidates) terminal.out(terminal.dim(`  "${one.tag}" of ${one.id}`));
  }
  return match.kind === 'match' ? EXIT.completed : EXIT.failed;
}

/** The valid files with their warnings, and the problems of the others. */
interface Validated {
  good: string[];
  warnings: PlaybookProblem[];
  problems: PlaybookProblem[];
}

async function validateFiles(files: string[]): Promise<Validated> {
  const validated: Validated = { good: [], warnings: [], problems: [] };
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new RoteError('NOT_FOUND', `The file ${file} cannot be read.`, { cause });
    });
    const parsed = parsePlaybook(text, file);
    if (parsed.ok) {
      validated.good.push(file);
      validated.warnings.push(...parsed.warnings);
    } else validated.problems.push(...parsed.problems);
  }
  return validated;
}

async function validateFolder(folder: string): Promise<Validated> {
  const { playbooks, problems } = await readPlaybookFolder(folder);
  return { good: playbooks.map(({ file }) => file), warnings: playbooks.flatMap(({ warnings }) => warnings), problems };
}

function printProblems(problems: readonly PlaybookProblem[], terminal: Terminal): void {
  for (const problem of problems) terminal.err(`${terminal.red('✗')} ${formatProblem(problem)}`);
}

function summaryOf({ playbook }: LoadedPlaybook, t: Terminal): string {
  const parameters = playbook.parameters.map((one) => (one.required && one.default === undefined ? one.name : `[${one.name}]`)).join(' ');
  const lines = [`${t.bold(playbook.id)}  ${playbook.name}${parameters === '' ? '' : t.dim(`  ${parameters}`)}`];
  if (playbook.tags.length > 0) lines.push(t.dim(`  ${playbook.tags.join(', ')}`));
  return lines.join('\n');
}
