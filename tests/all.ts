/**
 * `npm test`: every check of the project, one after the other, then the tests. Ends with a line `N passed, N failed`.
 * `npm test -- NAME…` runs only the checks whose name is given (types, format, lint, unused, rooms, tests).
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { startDeadline } from '../src/base/index.ts';
import { ensureBrowser } from '../src/browser/index.ts';

const root = resolve(import.meta.dirname, '..');
const reportFolder = await mkdtemp(join(tmpdir(), 'rote-tests-'));
const reportFile = join(reportFolder, 'vitest.json');

const checks: Record<string, string[]> = {
  types: ['tsc', '-p', '.'],
  format: ['biome', 'check', '--error-on-warnings', '.'],
  lint: ['oxlint', '--deny-warnings'],
  unused: ['knip'],
  rooms: ['depcruise', 'src', '--config', '.dependency-cruiser.mjs'],
  tests: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
};

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  success: boolean;
}

function run(command: string[]): Promise<number> {
  const [name = '', ...rest] = command;
  const bin = join(root, 'node_modules', '.bin');
  const child = spawn(join(bin, name), rest, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
  });
  return new Promise((done) => {
    child.on('error', () => done(127));
    child.on('exit', (code) => done(code ?? 1));
  });
}

const wanted = process.argv.slice(2);
const names = wanted.length > 0 ? wanted : Object.keys(checks);
let passed = 0;
let failed = 0;
let skipped = 0;

// The same search and installation that `npm start` does, so that a machine without a browser is served by the tests too.
if (names.includes('tests'))
  process.env.ROTE_BROWSER = (await ensureBrowser(startDeadline(600_000, 'finding a browser'), { onProgress: console.log })).path;

for (const name of names) {
  const command = checks[name];
  if (command === undefined) {
    console.error(`There is no check called "${name}". Known: ${Object.keys(checks).join(', ')}.`);
    process.exit(2);
  }
  const start = performance.now();
  const code = await run(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (name !== 'tests') {
    if (code === 0) passed += 1;
    else failed += 1;
    continue;
  }
  const report = await readFile(reportFile, 'utf8').then(
    (text) => JSON.parse(text) as VitestReport,
    () => undefined,
  );
  passed += report?.numPassedTests ?? 0;
  skipped += report?.numPendingTests ?? 0;
  // A runner that died, or failed outside of any test, is a failure too.
  failed += Math.max(report?.numFailedTests ?? 0, code === 0 ? 0 : 1);
}

await rm(reportFolder, { recursive: true, force: true });
if (skipped > 0) console.log(`${skipped} skipped (each says why in its name)`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
