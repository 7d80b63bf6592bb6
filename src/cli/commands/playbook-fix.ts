import { readFile, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { writeFileWhole } from '../../base/index.ts';
import { type ReadRule, RoteError } from '../../contract/index.ts';
import {
  declareEffects,
  diffPlaybooks,
  formatProblem,
  parsePlaybook,
  savePlaybook,
  type UndeclaredEffect,
  undeclaredEffects,
  unknownPlaybook,
} from '../../playbook/index.ts';
import { type LoadedPlaybook, readPlaybookFolder } from '../../run/index.ts';
import { EXIT } from '../exit-code.ts';
import { playbooksFolder, runsFolder } from '../folders.ts';
import { printDiff, printEffect, readRulesFor } from '../playbook-fix/print-effects.ts';
import { recordedRuns } from '../playbook-fix/recorded-runs.ts';
import { askLine, canAsk, isYes } from '../terminal/ask-line.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface FixFlags {
  run?: string;
  output?: string;
  playbooks?: string;
  yes?: boolean;
}

/** Asks a person; undefined without an answer. */
export type AskPerson = (question: string) => Promise<string | undefined>;

interface Choice {
  writes: number[];
  reads: ReadRule[];
}

/**
 * `rote playbook fix PLAYBOOK --effects`: shows which steps of recorded runs had an effect that the playbook does not declare, and the
 * change that declares it. Writes it once a person agreed (or with --yes): `effect: write` is also consent. Exit code 1 if something
 * remains to be done.
 */
export async function fixPlaybook(
  name: string,
  flags: FixFlags,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
  ask: AskPerson | undefined = canAsk() ? (question) => askLine(terminal, question) : undefined,
): Promise<number> {
  const loaded = await loadPlaybook(name, playbooksFolder(env, flags.playbooks));
  const { file, text, playbook } = loaded;
  const folder = runsFolder(env, flags.output);
  const runs = await recordedRuns(playbook.id, folder, flags.run);
  const { found, refused } = undeclaredEffects(playbook, runs);
  for (const sentence of refused) terminal.err(terminal.yellow(`! ${sentence}`));
  const rest = refused.length === 0 ? EXIT.completed : EXIT.failed;
  if (found.length === 0) {
    const where =
      runs.length === 0 ? `no run of "${playbook.id}" in ${folder}` : `no undeclared effect in ${countOf(runs.length)} of "${playbook.id}"`;
    if (refused.length === 0) terminal.out(`Nothing to fix: there is ${where}.`);
    return rest;
  }

  for (const effect of found) printEffect(effect, terminal);
  const asks = flags.yes === true ? undefined : ask;
  const choice = asks === undefined ? { writes: found.map(({ step }) => step), reads: [] } : await choose(found, asks);
  const changed = savePlaybook(text, declareEffects(playbook, choice));
  if (changed === text) {
    terminal.out('Nothing was written.');
    return EXIT.failed;
  }
  printDiff(diffPlaybooks(text, changed, relative(process.cwd(), file)), terminal);
  if (flags.yes !== true && asks === undefined) {
    terminal.err('Nothing was written: there is no terminal to ask on. Add --yes to write these changes.');
    return EXIT.failed;
  }
  if (asks !== undefined && !isYes(await asks('Write these changes? [y/N]'))) {
    terminal.out('Nothing was written.');
    return EXIT.failed;
  }
  await replaceFile(loaded, changed);
  terminal.out(`${terminal.green('✓')} ${file}`);
  const isSkipped = found.some((effect) => !choice.writes.includes(effect.step) && !isRead(effect, choice));
  return isSkipped ? EXIT.failed : rest;
}

async function choose(found: readonly UndeclaredEffect[], ask: AskPerson): Promise<Choice> {
  const choice: Choice = { writes: [], reads: [] };
  for (const effect of found) {
    const rules = readRulesFor(effect);
    const kinds = rules === undefined ? 'w(rite) or s(kip)' : 'w(rite), r(ead) or s(kip)';
    const answer = (await ask(`Step ${effect.step} (${effect.description}): ${kinds}? [s]`))?.trim().toLowerCase() ?? '';
    if (/^w(rite)?$/.test(answer)) choice.writes.push(effect.step);
    else if (rules !== undefined && /^r(ead)?$/.test(answer)) choice.reads.push(...rules);
  }
  return choice;
}

function isRead(effect: UndeclaredEffect, { reads }: Choice): boolean {
  return readRulesFor(effect)?.every((rule) => reads.some((one) => JSON.stringify(one) === JSON.stringify(rule))) === true;
}

/** A playbook by its file, or by its id in the folder. */
async function loadPlaybook(name: string, folder: string): Promise<LoadedPlaybook> {
  const isFile = await stat(name).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile) {
    const text = await readFile(name, 'utf8');
    const parsed = parsePlaybook(text, name);
    if (parsed.ok) return { file: name, text, playbook: parsed.playbook, warnings: parsed.warnings };
    throw new RoteError('VALIDATION_FAILED', `The playbook is invalid:\n${parsed.problems.map(formatProblem).join('\n')}`);
  }
  const { playbooks, problems } = await readPlaybookFolder(folder);
  const found = playbooks.find((one) => one.playbook.id === name);
  if (found !== undefined) return found;
  const known = playbooks.map((one) => one.playbook.id);
  throw new RoteError('NOT_FOUND', `"${name}" is not a file. In ${folder}: ${unknownPlaybook(name, known, problems)}`);
}

/** Writes the file if it is still what was shown. */
async function replaceFile({ file, text }: LoadedPlaybook, changed: string): Promise<void> {
  if ((await readFile(file, 'utf8')) !== text) {
    throw new RoteError('CONFLICT', `${file} was changed in the meantime. Nothing was written: run the command again.`);
  }
  const { mode } = await stat(file);
  await writeFileWhole(file, changed, mode & 0o777);
}

function countOf(runs: number): string {
  return runs === 1 ? 'the recorded run' : `the last ${runs} recorded runs`;
}
