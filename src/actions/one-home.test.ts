import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { commandNameSchema } from './command.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const names = commandNameSchema.options as readonly string[];

/**
 * String literals with only a separator between them: in arrays, sets, unions, chains of comparisons, cases of a
 * switch.
 */
const LITERALS =
  /(?:(?:'[^'\n]*'|"[^"\n]*")(?:\s*(?:,|\|(?!\|)|\)?\s*(?:\|\||&&)[\s\w.()!]*[!=]==?|:\s*(?:return [^;\n]*;)?\s*case)\s*)?)+/g;
/** Words in a regular expression, separated by bars. */
const ALTERNATIVES = /\w+(?:\|\w+)+/g;

/** The lists of which at least half are action names; a list of tags or artifacts contains one or two by chance. */
function actionLists(text: string): string[] {
  const lists = [
    ...[...text.matchAll(LITERALS)].map(([list]) => [...list.matchAll(/['"]([^'"\n]*)['"]/g)].map(([, word = '']) => word)),
    ...[...text.matchAll(ALTERNATIVES)].map(([list]) => list.split('|')),
  ];
  return lists
    .filter((words) => {
      const known = new Set(words.filter((word) => names.includes(word)));
      return known.size >= 2 && known.size * 2 >= new Set(words).size;
    })
    .map((words) => words.join(' '));
}

test('recognises a list of action names in every form', () => {
  for (const text of [
    "const ACTS = new Set(['click', 'key_press', 'select']);",
    "type Acts = 'click' | 'download';",
    "if (action === 'extract' || action === 'api_request') return;",
    "case 'goto':\n    case 'click':\n      return 1;",
    'const ACTS = /^(click|key_press)$/;',
    "[\n  'goto',\n  'done',\n  'click',\n]",
  ]) {
    expect(actionLists(text), text).toHaveLength(1);
  }
  expect(actionLists("z.enum(['events', 'action', 'trace', 'screenshot', 'download'])")).toEqual([]);
});

/** Patterns of what attackers write. They mention actions, but decide nothing about them. */
const QUOTES: readonly string[] = ['src/blinders/redaction/forged-rules.ts', 'src/blinders/redaction/imitations/playbook-steps.ts'];

test('no list of action names exists outside src/actions', () => {
  const files = globSync('src/**/*.ts', { cwd: root }).filter(
    (file) => !QUOTES.includes(file) && !file.startsWith('src/actions/') && !/\.test\.ts$|\/testing\//.test(file),
  );
  expect(files.length).toBeGreaterThan(400);
  const found = files.flatMap((file) => actionLists(readFileSync(`${root}/${file}`, 'utf8')).map((list) => `${file}: ${list}`));
  expect(found).toEqual([]);
});
