/**
 * `npm test`: the static checks of the project, side by side, then the tests. Ends with a line `N passed, N failed`.
 * `npm test -- NAME…` runs only the checks whose name is given (types, format, lint, unused, rooms, tests).
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative, resolve } from 'node:path';
import { chooseBrowser } from './support/choose-browser.ts';

const root = resolve(import.meta.dirname, '..');
const reportFolder = await mkdtemp(join(tmpdir(), 'rote-tests-'));
const reportFile = join(reportFolder, 'vitest.json');

const checks: Record<string, string[]> = {
  types: ['tsc', '-p', '.'],
  format: ['biome', 'check', '--error-on-warnings', '.'],
  lint: ['oxlint', '--deny-warnings'],
  unused: ['knip'],
  rooms: ['depcruise', 'src', 'sample', 'drift', 'tests', 'bench', '--config', '.dependency-cruiser.mjs'],
  tests: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
};

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  success: boolean;
  testResults: {
    name: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

/** Repeats the failures, a few lines each, so that the end of a long output names them. */
function summarize(report: VitestReport): void {
  for (const file of report.testResults) {
    const failures = file.assertionResults.filter((one) => one.status === 'failed');
    const path = relative(root, file.name);
    if (failures.length === 0 && file.message !== '') console.log(`FAILED ${path}: ${firstLines(file.message)}`);
    for (const { fullName, failureMessages } of failures) {
      console.log(`FAILED ${path} > ${fullName}`);
      for (const message of failureMessages) console.log(`  ${firstLines(message)}`);
    }
  }
}

function firstLines(message: string): string {
  return message.split('\n').slice(0, 4).join('\n  ').slice(0, 600);
}

/** Runs a check to its end. `quiet` holds back what it prints until then, so that checks that run side by side do not mix their lines. */
async function run(command: string[], quiet: boolean): Promise<number> {
  const [name = '', ...rest] = command;
  const bin = join(root, 'node_modules', '.bin');
  const child = spawn(join(bin, name), rest, {
    cwd: root,
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const code = await new Promise<number>((done) => {
    child.on('error', () => done(127));
    child.on('close', (ended) => done(ended ?? 1));
  });
  process.stdout.write(printed);
  return code;
}

async function check(name: string): Promise<number> {
  const start = performance.now();
  const code = await run(checks[name] ?? [], name !== 'tests');
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return code;
}

const wanted = process.argv.slice(2);
const names = wanted.length > 0 ? wanted : Object.keys(checks);
const unknown = names.find((name) => !Object.hasOwn(checks, name));
if (unknown !== undefined) {
  console.error(`There is no check called "${unknown}". Known: ${Object.keys(checks).join(', ')}.`);
  process.exit(2);
}

const statics = await Promise.all(names.filter((name) => name !== 'tests').map(check));
let failed = statics.filter((code) => code !== 0).length;
let passed = statics.length - failed;
let skipped = 0;

if (names.includes('tests')) {
  process.env.ROTE_BROWSER = await chooseBrowser();
  const code = await check('tests');
  const report = await readFile(reportFile, 'utf8').then(
    (text) => JSON.parse(text) as VitestReport,
    () => undefined,
  );
  if (report) summarize(report);
  passed += report?.numPassedTests ?? 0;
  skipped += report?.numPendingTests ?? 0;
  // A runner that died, or failed outside of any test, is a failure too.
  failed += Math.max(report?.numFailedTests ?? 0, code === 0 ? 0 : 1);
}

await rm(reportFolder, { recursive: true, force: true });
if (skipped > 0) console.log(`${skipped} skipped (each says why in its name)`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
