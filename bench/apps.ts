/**
 * Does jobs in two applications that others wrote (Django's admin, and TiddlyWiki from npm), by playbook with recording on and by a
 * hand-written Playwright script, in alternating pairs. Prints medians and ratios: of the whole, from the start of the browser to its end,
 * and of login and steps alone. Then runs the first job with the command `rote run` of the built package, and prints what it takes until the first
 * action and beside the run.
 *
 *   npm run bench:apps [-- PAIRS] [--apps ../shared/apps] [tiddlywiki | django-admin]
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { silentLog } from '../src/base/index.ts';
import { findBrowser } from '../src/browser/index.ts';
import { LAUNCH_FLAGS } from '../src/browser/launch/launch-flags.ts';
import { type RunReport, runConfigSchema } from '../src/contract/index.ts';
import { executeRun } from '../src/run/index.ts';
import { JOBS, type TimedJob } from './apps/jobs.ts';
import { median, ratioLine } from './figures.ts';
import type { Application, StartedApplication } from './outcomes/application.ts';
import { startDjangoAdmin } from './outcomes/django-admin.ts';
import { startTiddlyWiki } from './outcomes/tiddlywiki.ts';

const ROOT = resolve(import.meta.dirname, '..');
const { values, positionals } = parseArgs({ options: { apps: { type: 'string' } }, allowPositionals: true });
const pairs = Number(positionals.find((word) => /^\d+$/.test(word)) ?? 10);
const APPLICATIONS: Readonly<Record<TimedJob['application'], () => Promise<StartedApplication>>> = {
  'django-admin': () => startDjangoAdmin(values.apps && resolve(values.apps)),
  tiddlywiki: startTiddlyWiki,
};

interface Times {
  whole: number;
  steps: number;
}

const folder = await mkdtemp(join(tmpdir(), 'rote-bench-apps-'));
const browser = await findBrowser();
// What users start is bundled.
await promisify(execFile)('npm', ['run', 'build'], { cwd: ROOT });
if (browser === undefined) throw new Error('no browser is installed: run `npm start` once, which installs one');

async function byHand(job: TimedJob, application: Application): Promise<Times> {
  const started = performance.now();
  const own = await chromium.launch({ executablePath: browser!.path, args: ['--no-sandbox', ...LAUNCH_FLAGS] });
  try {
    const context = await own.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const opened = performance.now();
    await job.byHand(page, application);
    const steps = performance.now() - opened;
    await own.close();
    return { whole: performance.now() - started, steps };
  } finally {
    await own.close();
  }
}

/** A run as `rote run` makes it, without its program: planning, browser, login, steps, trace and screenshots, all written and cleaned. */
async function byPlaybook(job: TimedJob, application: Application): Promise<Times> {
  const { playbooks, id } = await folderWith(job);
  const started = performance.now();
  const { report } = await executeRun({
    config: runConfigSchema.parse(configOf(job, application, id)),
    folders: { runs: folder, playbooks, profiles: folder },
    browser: () => Promise.resolve(browser!),
    installedBrowser: () => Promise.resolve(browser),
    signal: new AbortController().signal,
    log: silentLog,
    models: () => {
      throw new Error('this bench runs without a model');
    },
  });
  const whole = performance.now() - started;
  checkCompleted(report);
  return { whole, steps: (report.timing?.login_ms ?? 0) + (report.timing?.steps_ms ?? 0) };
}

function configOf(job: TimedJob, application: Application, id: string) {
  return {
    directive: job.name,
    playbook: id,
    playbook_params: job.parameters ?? {},
    execution_mode: 'playbook_only',
    start_url: application.origin,
    credentials: application.credentials,
  };
}

async function folderWith(job: TimedJob): Promise<{ playbooks: string; id: string }> {
  const playbooks = join(folder, 'playbooks', job.name.replaceAll(' ', '-'));
  await mkdir(playbooks, { recursive: true });
  await cp(join(ROOT, job.playbook), join(playbooks, basename(job.playbook)));
  return { playbooks, id: basename(job.playbook, '.yaml') };
}

function checkCompleted(report: RunReport): void {
  if (report.status !== 'completed') throw new Error(`${report.directive}: ${report.summary}`);
}

interface CommandTimes {
  /** From the start of the command to its exit. */
  whole: number;
  /** From the start of the program to the first action: the login, if the job has one. */
  untilAction: number;
  /** What is not in the duration that the run reports. */
  outside: number;
}

async function byCommand(job: TimedJob, application: Application): Promise<CommandTimes> {
  const { playbooks, id } = await folderWith(job);
  const parameters = Object.entries(job.parameters ?? {}).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  const words = ['dist/src/cli/main.js', 'run', job.name, '--playbook', id, '--playbooks', playbooks, '--start-url', application.origin];
  const options = ['--output', join(folder, 'commands'), '--allow-private-networks', '--no-session', '--json', ...parameters];
  const started = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [...words, ...options], {
    cwd: ROOT,
    env: { ...process.env, ROTE_CREDENTIALS: JSON.stringify(application.credentials) },
    maxBuffer: 64 * 1024 * 1024,
  });
  const whole = performance.now() - started;
  const report = JSON.parse(stdout) as RunReport;
  checkCompleted(report);
  const { program_ms = Number.NaN, plan_ms, browser_ms } = report.timing!;
  return { whole, untilAction: program_ms + plan_ms + browser_ms, outside: whole - report.duration_ms };
}

async function time(job: TimedJob, application: Application): Promise<void> {
  const hand: Times[] = [];
  const playbook: Times[] = [];
  for (let pair = -1; pair < pairs; pair++) {
    await application.reset();
    const one = await byHand(job, application);
    await application.reset();
    const other = await byPlaybook(job, application);
    // The first pair only warms up.
    if (pair < 0) continue;
    hand.push(one);
    playbook.push(other);
  }
  console.log(`${application.name}, ${job.name}: ${pairs} pairs, recording on`);
  for (const [what, goal] of [
    ['whole', 1.2],
    ['steps', 1.1],
  ] as const) {
    const ours = playbook.map((times) => times[what]);
    const theirs = hand.map((times) => times[what]);
    console.log(
      `  ${what}: script ${median(theirs).toFixed(0)} ms, playbook ${median(ours).toFixed(0)} ms; ${ratioLine(ours, theirs)} (goal: ${goal})`,
    );
  }
}

async function timeCommand(job: TimedJob, application: Application): Promise<void> {
  const runs: CommandTimes[] = [];
  for (let run = -1; run < Math.min(pairs, 5); run++) {
    await application.reset();
    const one = await byCommand(job, application);
    if (run >= 0) runs.push(one);
  }
  const of = (what: keyof CommandTimes) => `${median(runs.map((one) => one[what])).toFixed(0)} ms`;
  console.log(`  rote run: ${of('whole')}; until the first action ${of('untilAction')}, outside of the run ${of('outside')} (goals: 1000)`);
}

try {
  for (const [name, start] of Object.entries(APPLICATIONS)) {
    if (positionals.some((word) => word in APPLICATIONS) && !positionals.includes(name)) continue;
    const started = await start();
    if (!started.ok) {
      console.error(`${name} is missing: ${started.reason}`);
      process.exitCode = 1;
      continue;
    }
    const { application } = started;
    try {
      const jobs = JOBS.filter((job) => job.application === name);
      for (const job of jobs) await time(job, application);
      await timeCommand(jobs[0]!, application);
    } finally {
      await application.stop();
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
