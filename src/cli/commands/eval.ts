import { dirname, join, resolve } from 'node:path';
import { errorMessage, startDeadline } from '../../base/index.ts';
import { ensureBrowser, type FoundBrowser } from '../../browser/index.ts';
import { RoteError, toErrorBody } from '../../contract/index.ts';
import {
  compareReports,
  comparisonText,
  type EvalParts,
  type EvalSuite,
  REPORT_FILES,
  readReport,
  rescore,
  runSuite,
} from '../../eval/index.ts';
import { createModels, loadPrices, type Models } from '../../model/index.ts';
import { sweepRuns } from '../../recording/index.ts';
import { executeRun } from '../../run/index.ts';
import { cancelOnSignals } from '../cancellation.ts';
import { foldersOf, loadSuite } from '../eval/load-suite.ts';
import { evalProgressPrinter, printEvalEnd } from '../eval/print-eval.ts';
import { startSampleTarget } from '../eval/sample-target.ts';
import { versionsOf } from '../eval/versions.ts';
import { EXIT } from '../exit-code.ts';
import { readCredentials } from '../options/credentials.ts';
import { numberOption } from '../options/number-option.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { terminalLog } from '../terminal/terminal-log.ts';

/** As commander gives them. */
export interface EvalRunFlags {
  report: string;
  trials?: string;
  parallel?: string;
  tag?: string[];
  resume?: boolean;
  limitUsd?: string;
  limitMinutes?: string;
  model?: string;
  playbooks?: string;
  credentialsFile?: string;
  json?: boolean;
}

const BROWSER_TIMEOUT_MS = 600_000;

/**
 * `rote eval run SUITE`. Exit code 1 when an expectation is not met or a trial is missing. Throws a RoteError for bad
 * input.
 */
export async function evalRun(file: string, flags: EvalRunFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const loaded = await loadSuite(file);
  const options = optionsOf(flags);
  const modelsOf = modelSource(flags, env);
  refuseWithoutModel(loaded.suite, options.tags, modelsOf);
  const prices = loadPrices(env.ROTE_PRICES || undefined);
  const folder = resolve(flags.report);
  const cancel = cancelOnSignals((signal) => terminal.err(`${signal}: ending the trials that run; continue with --resume …`));
  const log = terminalLog(terminal, env);
  try {
    using finding = startDeadline(BROWSER_TIMEOUT_MS, 'finding a browser', { signal: cancel.signal });
    const browser = await ensureBrowser(finding, { env, onProgress: (message) => terminal.progress(terminal.dim(message)) });
    await sweepRuns(join(folder, 'runs')).catch((problem: unknown) =>
      log.warn('cannot remove what earlier runs left behind', { error: errorMessage(problem) }),
    );
    const deps: EvalParts = {
      ...loaded,
      folder,
      options,
      folders: foldersOf(loaded, flags, env),
      execute: executor(browser, modelsOf, log),
      targets: { sample: startSampleTarget },
      readCredentials: (own) => readCredentials(own === undefined ? flags.credentialsFile : resolve(dirname(loaded.suiteFile), own), env),
      priceOf: (model) => {
        const price = prices.get(model);
        return price && { input: price.input, cached: price.cached ?? null, output: price.output };
      },
      env,
      versions: await versionsOf(browser.version, flags.model ?? (env.ROTE_MODEL || null)),
      signal: cancel.signal,
      log,
      onProgress: evalProgressPrinter(terminal),
    };
    const { report, stopped } = await runSuite(deps);
    if (flags.json) terminal.json(report);
    printEvalEnd(report, reportFiles(folder), terminal);
    if (stopped) return EXIT.terminated;
    return report.passed ? EXIT.completed : EXIT.failed;
  } finally {
    cancel.dispose();
  }
}

/** `rote eval rescore DIR`: judges recorded trials again. Exits like `rote eval run`. */
export async function evalRescore(folder: string, flags: { suite?: string; json?: boolean }, terminal: Terminal): Promise<number> {
  const suite = flags.suite === undefined ? undefined : (await loadSuite(flags.suite)).suite;
  const report = await rescore(resolve(folder), suite);
  if (flags.json) terminal.json(report);
  printEvalEnd(report, reportFiles(resolve(folder)), terminal);
  return report.passed ? EXIT.completed : EXIT.failed;
}

/** `rote eval compare A B`. Exit code 1 when a case got worse. */
export async function evalCompare(
  before: string,
  after: string,
  flags: { seed?: string; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const seed = numberOption('--seed', flags.seed, { min: 0, whole: true }) ?? 1;
  const comparison = compareReports(
    { report: await readReport(before), path: before },
    { report: await readReport(after), path: after },
    seed,
  );
  if (comparison.cases.length === 0) throw new RoteError('VALIDATION_FAILED', `${before} and ${after} have no case in common.`);
  if (flags.json) terminal.json(comparison);
  else terminal.out(comparisonText(comparison));
  return comparison.regressions.length === 0 ? EXIT.completed : EXIT.failed;
}

/** `rote eval validate SUITE…`: reports every problem of every file. Exit code 2 when there is one. */
export async function evalValidate(files: string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.completed;
  for (const file of files) {
    try {
      const { suite } = await loadSuite(file);
      terminal.out(`${terminal.green('✓')} ${file}  ${suite.cases.length} cases`);
    } catch (error) {
      code = EXIT.badInput;
      terminal.err(`${terminal.red('✗')} ${toErrorBody(error).message}`);
    }
  }
  return code;
}

function executor(
  browser: FoundBrowser,
  modelsOf: (own?: string, utility?: string) => Models,
  log: EvalParts['log'],
): EvalParts['execute'] {
  return ({ config, folders, secrets, signal, onEvent, confirmAll }) =>
    executeRun({
      config,
      folders,
      secrets,
      signal,
      onEvent,
      log,
      browser: async () => browser,
      models: () => modelsOf(config.model, config.utility_model),
      confirm: confirmAll ? async () => true : undefined,
    });
}

function modelSource(flags: EvalRunFlags, env: NodeJS.ProcessEnv): (own?: string, utility?: string) => Models {
  return (own, utility) => createModels({ env, model: own ?? flags.model, utilityModel: utility });
}

/** A case that only an agent can run needs a model: report that once, before the first trial. */
function refuseWithoutModel(suite: EvalSuite, tags: readonly string[], modelsOf: ReturnType<typeof modelSource>): void {
  for (const one of suite.cases) {
    const wanted = tags.length === 0 || one.benchmark_tags.some((tag) => tags.includes(tag));
    if (!wanted || one.execution_mode !== 'agent_only') continue;
    try {
      modelsOf(one.model, one.utility_model);
    } catch (cause) {
      throw new RoteError('VALIDATION_FAILED', `The case "${one.id}" needs a model. ${toErrorBody(cause).message}`, { cause });
    }
  }
}

function optionsOf(flags: EvalRunFlags): EvalParts['options'] {
  return {
    trials: numberOption('--trials', flags.trials, { min: 1, whole: true }),
    parallel: numberOption('--parallel', flags.parallel, { min: 1, whole: true }) ?? 1,
    tags: flags.tag ?? [],
    resume: flags.resume === true,
    limitUsd: numberOption('--limit-usd', flags.limitUsd, { min: 0 }),
    limitMinutes: numberOption('--limit-minutes', flags.limitMinutes, { min: 0 }),
  };
}

function reportFiles(folder: string): string[] {
  return Object.values(REPORT_FILES).map((name) => join(folder, name));
}
