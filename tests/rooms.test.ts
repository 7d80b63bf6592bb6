import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

interface Rules {
  ROOMS: Record<string, string[]>;
  PACKAGES: Record<string, string[]>;
  default: { forbidden: { name: string }[] };
}
const { ROOMS, PACKAGES, default: config } = (await import(join(root, '.dependency-cruiser.mjs'))) as Rules;

interface Verdict {
  violations: { rule: { name: string }; from: string; to: string }[];
  totalCruised: number;
  totalDependenciesCruised: number;
  /** What the checker itself doubts. */
  environmentIssues?: unknown[];
}

/** A small project with the real rules: a door for every room, one file behind the door of guardrails, the packages that have an owner. */
async function project(planted: Record<string, string>): Promise<{ verdict: Verdict; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-rooms-'));
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ type: 'module' }),
    ...Object.fromEntries(Object.keys(ROOMS).map((room) => [`src/${room}/index.ts`, 'export type Door = 1;\n'])),
    'src/guardrails/inner.ts': 'export type Inner = 1;\n',
    'src/storage/testing/shared.ts': 'export type Shared = 1;\n',
    'sample/index.ts': 'export type Sample = 1;\n',
    ...Object.fromEntries(Object.keys(PACKAGES).map((name) => [`node_modules/${packageOf(name)}/index.js`, 'exports.x = {};\n'])),
    ...planted,
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const args = ['src', 'sample', '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json'];
  const stdout = await new Promise<string>((done, fail) => {
    execFile(join(bin, 'depcruise'), args, { cwd: folder, env, maxBuffer: 2 ** 26 }, (_error, out, problem) =>
      out === '' ? fail(new Error(problem)) : done(out),
    );
  });
  return { verdict: JSON.parse(stdout).summary as Verdict, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A scope stands for the packages below it. */
const packageOf = (name: string) => (name.startsWith('@') && !name.includes('/') ? `${name}/any` : name);

const importing = (path: string) => `import { x } from '${path}';\nexport const y = x;\n`;
const importingType = (path: string) => `import type { x } from '${path}';\nexport type Y = x;\n`;

/** What is planted, where, and which rules must say so. */
const VIOLATIONS: [what: string, files: Record<string, string>, rules: string[]][] = [
  ['a room that imports upwards', { 'src/base/up.ts': importing('../cli/index.ts') }, ['room-base']],
  ['an upward import of a type alone', { 'src/contract/up.ts': importingType('../run/index.ts') }, ['room-contract']],
  ['an upward re-export', { 'src/playbook/up.ts': "export * from '../worker/index.ts';\n" }, ['room-playbook']],
  ['an upward import that is made while running', { 'src/model/up.ts': "export const x = import('../api/index.ts');\n" }, ['room-model']],
  [
    'an upward import behind a using declaration',
    { 'src/recording/up.ts': "export function f() {\n  using x = open();\n  return import('../run/index.ts');\n}\n" },
    ['room-recording'],
  ],
  ['a row that is broken sideways', { 'src/agent/side.ts': importing('../playbook-run/index.ts') }, ['room-agent']],
  ['a room that imports the sample', { 'src/api/bad.ts': importing('../../sample/index.ts') }, ['room-api']],
  ['the inside of a lower room', { 'src/dispatch/bad.ts': importingType('../guardrails/inner.ts') }, ['through-the-door']],
  ['the inside of another room, from a test', { 'src/dispatch/bad.test.ts': importing('../guardrails/inner.ts') }, ['through-the-door']],
  [
    'the inside of another room, from its testing/',
    { 'src/run/testing/t.ts': importing('../../guardrails/inner.ts') },
    ['through-the-door'],
  ],
  [
    'the inside of a room, from the sample',
    { 'sample/bad.ts': importing('../src/base/ids.ts'), 'src/base/ids.ts': 'export const x = 1;\n' },
    ['through-the-door-from-outside'],
  ],
  ['testing/ in a program', { 'src/storage/bad.ts': importing('./testing/shared.ts') }, ['testing-is-for-tests']],
  ['a folder that is no room', { 'src/helpers/bad.ts': importingType('../base/index.ts') }, ['known-room']],
  ['an import that leads nowhere', { 'src/egress/bad.ts': importing('./gone.ts') }, ['unresolvable']],
  ['a ring', { 'src/logins/a.ts': importing('./b.ts'), 'src/logins/b.ts': importing('./a.ts') }, ['no-ring']],
  ['a ring of types', { 'src/eval/a.ts': importingType('./b.ts'), 'src/eval/b.ts': importingType('./a.ts') }, ['no-ring']],
  ...Object.entries(PACKAGES).map(([name, rooms]): (typeof VIOLATIONS)[number] => {
    const room = Object.keys(ROOMS).find((one) => !rooms.includes(one));
    const file = `src/${room}/uses-${name.replace(/\W/g, '')}.ts`;
    return [`${name} outside of its room`, { [file]: importing(packageOf(name)) }, [`package-${name.replace(/\W/g, '')}`]];
  }),
];

/** What is allowed, and has to stay so. */
const ALLOWED: Record<string, string> = {
  'src/dispatch/door.ts': importingType('../guardrails/index.ts'),
  'src/worker/own.test.ts': importing('../storage/testing/shared.ts') + importingType('../cli/index.ts'),
  'src/browser/uses.ts': importing('playwright-core'),
  'src/cli/demo.ts': importing('../../sample/index.ts'),
  'sample/door.ts': importingType('../src/contract/index.ts'),
};

let bad: Verdict;
const endings: (() => Promise<void>)[] = [];
beforeAll(async () => {
  const { verdict, remove } = await project({ ...ALLOWED, ...Object.assign({}, ...VIOLATIONS.map(([, files]) => files)) });
  endings.push(remove);
  bad = verdict;
});
afterAll(async () => {
  for (const end of endings) await end();
});

test('what is allowed passes, and was really looked at', async () => {
  const { verdict, remove } = await project(ALLOWED);
  endings.push(remove);
  expect(verdict.violations).toEqual([]);
  expect(verdict.totalDependenciesCruised).toBe(6);
});

test.each(VIOLATIONS)('%s is caught', (_what, files, rules) => {
  const caught = bad.violations.filter(({ from }) => Object.hasOwn(files, from)).map(({ rule }) => rule.name);
  expect(caught.toSorted()).toEqual(rules.toSorted());
});

test('every rule has a violation here, and nothing else is reported', () => {
  const tried = new Set(VIOLATIONS.flatMap(([, , rules]) => rules));
  const untried = config.forbidden.map((rule) => rule.name).filter((name) => !tried.has(name));
  // Rows of the table are one rule, made once for each room.
  expect(untried.filter((name) => !name.startsWith('room-'))).toEqual([]);
  expect(bad.violations).toHaveLength(VIOLATIONS.flatMap(([, , rules]) => rules).length);
});

test('lower rooms stand first in the table, and no row names a room that is not there', () => {
  const names = Object.keys(ROOMS);
  for (const [room, mayImport] of Object.entries(ROOMS)) {
    for (const lower of mayImport) expect(names.includes(lower), `${room} may import ${lower}`).toBe(true);
  }
});

test('docs/architecture.md has the rows of the rule table', async () => {
  const text = await readFile(join(root, 'docs', 'architecture.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([\w-]+)` +\|[^|]*\| ([^|]*?) *\|$/gm)].map(([, room, names]) => [
    room,
    names === 'nothing' ? [] : names!.split(', '),
  ]);
  expect(Object.fromEntries(rows)).toEqual(ROOMS);
});
