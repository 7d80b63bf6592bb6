import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'rote-actions-'));
  await cp(join(root, 'src'), join(copy, 'src'), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  await cp(join(root, 'package.json'), join(copy, 'package.json'));
  const { compilerOptions } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8'));
  await writeFile(
    join(copy, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions,
      files: [
        'actions/vocabulary/bow.ts',
        'actions/vocabulary/nod.ts',
        'browser/perform/index.ts',
        'browser/perform/content/turndown-plugin-gfm.d.ts',
      ].map((file) => `src/${file}`),
    }),
  );
});
afterAll(() => rm(copy, { recursive: true, force: true }));

const head = "import { defineAction } from '../define-action.ts';\n";
const known = "title: 'Wave.', fields: {}, defaultTimeoutMs: 1_000";
const traits = `drivers: ['agent'], target: 'none', destination: 'none', clicks: 'never', maySend: false, repeats: 'always', effect: 'never', output: 'none', saysNothingNew: false`;

test('does not compile when an action lacks its handler, its traits or one trait', async () => {
  const planted: Record<string, string> = {
    wave: `export const wave = defineAction({ name: 'wave', ${known}, traits: { ${traits}, leastGoal: 'look' } });\n`,
    bow: `export const bow = defineAction({ name: 'bow', ${known} });\n`,
    nod: `export const nod = defineAction({ name: 'nod', ${known}, traits: { ${traits} } });\n`,
  };
  for (const [name, text] of Object.entries(planted)) await writeFile(join(copy, `src/actions/vocabulary/${name}.ts`), head + text);
  const actions = await readFile(join(root, 'src/actions/actions.ts'), 'utf8');
  const withWave = actions
    .replace('\nimport { waitFor }', "\nimport { wave } from './vocabulary/wave.ts';\nimport { waitFor }")
    .replace(/,\n\] as const/, ',\n  wave,\n] as const');
  expect(withWave).toContain('  wave,\n]');
  await writeFile(join(copy, 'src/actions/actions.ts'), withWave);

  const tsc = join(root, 'node_modules/.bin/tsc');
  const failed = await promisify(execFile)(tsc, ['-p', copy], { cwd: copy }).catch((error: { stdout: string }) => error);
  const errors = failed.stdout
    .split('\n')
    .filter((line) => /^\S+\(/.test(line))
    .map((line) => line.replace(/\(.*?\): error \w+: /, ': '));
  expect(errors.sort()).toEqual([
    expect.stringMatching(/^src\/actions\/vocabulary\/bow\.ts: .*Property 'traits' is missing/),
    expect.stringMatching(/^src\/actions\/vocabulary\/nod\.ts: .*'leastGoal' is missing/),
    expect.stringMatching(/^src\/browser\/perform\/index\.ts: .*'wave' is missing/),
  ]);
});
