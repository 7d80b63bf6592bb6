import { resolve } from 'node:path';
import { startDeadline } from '../../base/index.ts';
import { ensureBrowser } from '../../browser/index.ts';
import { RoteError } from '../../contract/index.ts';
import { type Episode, type ExecuteEpisode, findTasks, parseSeeds, runMiniwob, summaryText } from '../../eval/index.ts';
import { createModels } from '../../model/index.ts';
import { executeRun } from '../../run/index.ts';
import { cancelOnSignals } from '../cancellation.ts';
import { EXIT } from '../exit-code.ts';
import { numberOption } from '../options/number-option.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { terminalLog } from '../terminal/terminal-log.ts';

/** As commander gives them. */
export interface MiniwobFlags {
  report?: string;
  task: string[];
  seeds?: string;
  model?: string;
  maxSteps?: string;
  timeout?: string;
  record?: boolean;
  list?: boolean;
  json?: boolean;
}

const BROWSER_TIMEOUT_MS = 600_000;

/**
 * `rote eval miniwob DIR`. Exit code 0 however many tasks succeed, 1 when an episode has no verdict. Throws a RoteError
 * for bad input.
 */
export async function evalMiniwob(dir: string, flags: MiniwobFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  if (flags.list) {
    terminal.out((await findTasks(dir)).tasks.join('\n'));
    return EXIT.completed;
  }
  if (flags.report === undefined)
    throw new RoteError('VALIDATION_FAILED', 'Give the folder for episodes and runs with --report DIR, or list the tasks with --list.');
  const { report: reportFolder } = flags;
  const seeds = parseSeeds(flags.seeds ?? '0-9');
  const maxSteps = numberOption('--max-steps', flags.maxSteps, { min: 1, whole: true }) ?? 15;
  const timeoutSeconds = numberOption('--timeout', flags.timeout, { min: 1, whole: true }) ?? 180;
  const models = () => createModels({ env, model: flags.model });
  // Throws before anything starts: without a model there is nothing to measure.
  const model = models().primary.name;
  const cancel = cancelOnSignals((signal) => terminal.err(`${signal}: ending the episode …`));
  try {
    using finding = startDeadline(BROWSER_TIMEOUT_MS, 'finding a browser', { signal: cancel.signal });
    const browser = await ensureBrowser(finding, { env });
    const log = terminalLog(terminal, env);
    const execute: ExecuteEpisode = (run) => executeRun({ ...run, log, models, browser: async () => browser });
    const report = await runMiniwob({
      tasks: dir,
      wanted: flags.task,
      seeds,
      folder: resolve(reportFolder),
      execute,
      model,
      maxSteps,
      timeoutSeconds,
      record: flags.record === true,
      signal: cancel.signal,
      onEpisode: (episode, done, of) => terminal.progress(`${done}/${of}  ${episodeLine(episode, terminal)}`),
    });
    terminal.progress('');
    if (flags.json) terminal.json(report);
    else terminal.out(summaryText(report));
    if (cancel.signal.aborted) return EXIT.terminated;
    return report.all.no_verdict > 0 ? EXIT.failed : EXIT.completed;
  } finally {
    cancel.dispose();
  }
}

function episodeLine({ task, seed, outcome, steps, duration_ms, reason, error }: Episode, terminal: Terminal): string {
  const mark = { success: terminal.green('✓'), failure: terminal.red('✗'), no_verdict: terminal.yellow('!') }[outcome];
  const why = outcome === 'success' ? '' : ` ${reason ?? error ?? ''}`;
  return `${mark} ${task} #${seed}${why}${terminal.dim(`  ${steps} steps, ${(duration_ms / 1000).toFixed(1)} s`)}`;
}
