import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
let copy: string;

/** A small project with the real rules, into which violations are planted. */
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'rote-rooms-'));
  await cp(join(root, '.dependency-cruiser.mjs'), join(copy, '.dependency-cruiser.mjs'));
  await writeFile(join(copy, 'package.json'), JSON.stringify({ type: 'module', dependencies: { 'playwright-core': '*' } }));
  await mkdir(join(copy, 'node_modules'));
  await symlink(join(root, 'node_modules', '@swc'), join(copy, 'node_modules', '@swc'));
  await plant('node_modules/playwright-core/package.json', JSON.stringify({ name: 'playwright-core', version: '0.0.0', main: 'index.js' }));
  await plant('node_modules/playwright-core/index.js', 'exports.chromium = {};\n');
  await plant('src/base/index.ts', 'export interface Clock { now(): number }\n');
  await plant('src/guardrails/index.ts', "import type { Clock } from '../base/index.ts';\nexport type Rule = (clock: Clock) => boolean;\n");
});

afterEach(() => rm(copy, { recursive: true, force: true }));

async function plant(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(copy, path)), { recursive: true });
  await writeFile(join(copy, path), text);
}

function check(): Promise<{ code: number; output: string }> {
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  return new Promise((done) => {
    execFile(join(bin, 'depcruise'), ['src', '--config', '.dependency-cruiser.mjs'], { cwd: copy, env }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

test('a file that binds with using is read like any other', async () => {
  await plant(
    'src/base/timer.ts',
    "import { allowed } from '../guardrails/index.ts';\nexport async function wait(end: Disposable) {\n  using own = end;\n  await using other = null;\n  return allowed(own);\n}\n",
  );
  expect((await check()).output).toContain('room-base');
});

test('a clean project passes, and its files were really looked at', async () => {
  const { code, output } = await check();
  expect(output).toContain('2 modules, 1 dependencies cruised');
  expect(code).toBe(0);
});

test.each([
  ['a room that imports upwards', 'src/base/bad.ts', "import { x } from '../guardrails/index.ts';\nexport const y = x;\n", 'room-base'],
  [
    'an upward import of a type alone',
    'src/base/bad.ts',
    "import type { Rule } from '../guardrails/index.ts';\nexport type R = Rule;\n",
    'room-base',
  ],
  [
    'playwright outside of browser/',
    'src/guardrails/bad.ts',
    "import { chromium } from 'playwright-core';\nexport const c = chromium;\n",
    'package-playwrightcore',
  ],
  [
    'the inside of another room',
    'src/dispatch/bad.ts',
    "import type { A } from '../guardrails/inner.ts';\nexport type B = A;\n",
    'through-the-door',
  ],
  [
    'a folder that is no room',
    'src/helpers/bad.ts',
    "import type { Clock } from '../base/index.ts';\nexport type C = Clock;\n",
    'known-room',
  ],
  ['an import that leads nowhere', 'src/base/bad.ts', "import { gone } from './gone.ts';\nexport const g = gone;\n", 'unresolvable'],
])('%s is caught', async (_what, path, text, rule) => {
  await plant('src/guardrails/inner.ts', 'export type A = 1;\n');
  await plant(path, text);
  const { code, output } = await check();
  expect(output).toContain(rule);
  expect(code).not.toBe(0);
});

test('a ring is caught, also when it is made of types', async () => {
  await plant('src/base/a.ts', "import type { B } from './b.ts';\nexport type A = B;\n");
  await plant('src/base/b.ts', "import type { A } from './a.ts';\nexport type B = A | 1;\n");
  const { code, output } = await check();
  expect(output).toContain('no-ring');
  expect(code).not.toBe(0);
});
