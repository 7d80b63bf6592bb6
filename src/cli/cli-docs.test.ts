import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const reference = readFileSync(join(root, 'docs', 'cli.md'), 'utf8');

/** First cells of the tables in a part of the page, without the backticks. */
function firstCells(markdown: string): string[] {
  return [...markdown.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = '']) => cell);
}

/** The usage of each command on the page ("rote runs stop <run>") and its options, as commander writes them. */
function documentedCommands(): Map<string, string[]> {
  const commands = reference.split(/^## Environment variables$/m)[0] ?? '';
  return new Map(
    commands
      .split(/^### /m)
      .slice(1)
      .map((section) => [/^`([^`]+)`/.exec(section)?.[1] ?? section.slice(0, 40), firstCells(section).sort()]),
  );
}

/** The same for the program. It leaves out commands that only group others, but not the program itself. */
function actualCommands(command: Command, parents: string[] = []): [string, string[]][] {
  const path = [...parents, command.name()];
  const args = command.registeredArguments.map((argument) => {
    const text = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${text}>` : `[${text}]`;
  });
  const isGroup = command.commands.length > 0 && parents.length > 0;
  const own: [string, string[]] = [[...path, ...args].join(' '), command.options.map((option) => option.flags).sort()];
  return [...(isGroup ? [] : [own]), ...command.commands.flatMap((child) => actualCommands(child, path))];
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:ts|mjs)$/.test(file) && !/\.test\.ts$|\/testing\//.test(file))
    .map((file) => join(folder, file));
}

/** ROTE_ variables that the code reads or passes on by name. */
function variablesInCode(): string[] {
  const texts = [join(root, 'src'), join(root, 'bin')].flatMap(sourceFiles).map((file) => readFileSync(file, 'utf8'));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/\benv\.(ROTE_[A-Z_]+)|'(ROTE_[A-Z_]+)'/g)].map(([, read, named]) => read ?? named ?? ''),
  );
  return [...new Set(names)].sort();
}

test('docs/cli.md lists every command with exactly its arguments and options', () => {
  expect(Object.fromEntries(documentedCommands())).toEqual(Object.fromEntries(actualCommands(createProgram(() => undefined))));
});

test('docs/cli.md lists exactly the ROTE_ variables that the code knows', () => {
  const variables = firstCells(reference).filter((cell) => cell.startsWith('ROTE_'));
  expect(variables.sort()).toEqual(variablesInCode());
});

test('every ROTE_ variable that a page of the documentation names is known to the code, the tests or a suite', () => {
  const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((file) => `docs/${file}`)].filter((file) => file.endsWith('.md'));
  const named = pages.flatMap((page) => readFileSync(join(root, page), 'utf8').match(/\bROTE_[A-Z_]+[A-Z]\b/g) ?? []);
  const known = [...variablesInCode(), 'ROTE_SHARED', 'ROTE_TEST_ALL', 'ROTE_TEST_SEED'];
  expect([...new Set(named)].filter((name) => !known.includes(name))).toEqual([]);
});
