import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeAction } from '../../actions/index.ts';
import { performAction } from '../../browser/index.ts';
import { type RunConfigInput, type RunEvent, runConfigSchema } from '../../contract/index.ts';
import type { ExecutedRun, RunDeps } from '../../run/index.ts';
import { type Episode, type PageResult, pageResultSchema } from './episode.ts';
import type { TaskServer } from './serve-tasks.ts';
import { READ_RESULT, READ_UTTERANCE } from './starter.ts';

/** Executes a run with the caller's browser, models and log. */
export type ExecuteEpisode = (
  run: Pick<RunDeps, 'config' | 'folders' | 'signal'> & Partial<Pick<RunDeps, 'onEvent' | 'lookAtEnd' | 'confirm'>>,
) => Promise<ExecutedRun>;

export interface EpisodeOptions {
  readonly server: TaskServer;
  readonly task: string;
  readonly seed: number;
  readonly execute: ExecuteEpisode;
  /** Run folders go to its folder `runs`. It must contain an empty folder NO_PLAYBOOKS. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly maxSteps: number;
  /** For the agent's run. The task's own clock is set to the same. */
  readonly timeoutSeconds: number;
  readonly record: boolean;
}

/** Name of the empty folder that stands for playbooks and profiles. */
export const NO_PLAYBOOKS = 'no-playbooks';

const PROBE_ID = 'read_utterance';
/** Follows the text of the task in the directive; the same for all tasks. */
const INSTRUCTION =
  'This is one small exercise in the page that is open: use its controls, fill in and submit what it asks for, and do no more than that. The page cannot be loaded again.';

/**
 * Gives one task to an agent, in a run like any other. The harness reads the text of the task first, in a separate browser, and the result from the
 * page when the agent is done. Expected failures are part of the result.
 */
export async function runEpisode(options: EpisodeOptions): Promise<Episode> {
  const { task, seed, server, execute, signal, folder, timeoutSeconds } = options;
  const nothing: Episode = {
    task,
    seed,
    utterance: '',
    outcome: 'no_verdict',
    done: false,
    reward: 0,
    raw_reward: 0,
    reason: null,
    run_id: null,
    run_status: null,
    steps: 0,
    input_tokens: 0,
    output_tokens: 0,
    cost_usd: 0,
    duration_ms: 0,
    error: null,
  };
  const probe = await readUtterance(options);
  if (!probe.ok) return { ...nothing, error: `The task could not be read: ${probe.reason}` };
  const { utterance } = probe;

  let result: PageResult | undefined;
  let steps = 0;
  const { report } = await execute({
    config: configOf({
      directive: `${utterance}\n\n${INSTRUCTION}`,
      execution_mode: 'agent_only',
      start_url: server.episode(task, seed, timeoutSeconds * 1000),
      max_steps: options.maxSteps,
      timeout_seconds: timeoutSeconds,
      recording: { trace: options.record, screenshots: options.record },
    }),
    folders: { runs: join(folder, 'runs'), playbooks: join(folder, NO_PLAYBOOKS), profiles: join(folder, NO_PLAYBOOKS) },
    signal,
    onEvent: (event: RunEvent) => {
      if (event.type === 'agent_step') steps = event.step;
    },
    lookAtEnd: async (session, deadline) => {
      const read = await performAction(session, makeAction({ action: 'evaluate', script: READ_RESULT }), deadline);
      result = pageResultSchema.parse(read.json);
    },
    // The tasks are exercises, in which deleting and paying is harmless and required.
    confirm: async () => true,
  });
  const run = {
    ...nothing,
    utterance,
    run_id: report.run_id,
    run_status: report.status,
    steps,
    input_tokens: report.tokens.input,
    output_tokens: report.tokens.output,
    cost_usd: report.tokens.cost_usd,
    duration_ms: report.duration_ms,
    error: report.error?.message ?? null,
  };
  // An agent that left the page has failed the task. A browser that never opened the page gives no verdict.
  if (result === undefined) return steps > 0 ? { ...run, outcome: 'failure', reason: 'the agent left the page' } : run;
  const { done, reward, raw_reward, reason, begun } = result;
  if (!begun || result.utterance !== utterance) {
    const why = begun ? 'The same seed gave another exercise the second time.' : 'The exercise did not start.';
    return { ...run, outcome: 'no_verdict', error: why };
  }
  return { ...run, outcome: done && raw_reward > 0 ? 'success' : 'failure', done, reward, raw_reward, reason };
}

type Read = { ok: true; utterance: string } | { ok: false; reason: string };

/** Reads the text of the task in a separate browser, with a playbook that runs one script; agents have no such action. */
async function readUtterance({ server, task, seed, execute, folder, signal, timeoutSeconds }: EpisodeOptions): Promise<Read> {
  const own = await mkdtemp(join(folder, '.probe-'));
  try {
    const steps = [
      { action: 'goto', params: { url: server.episode(task, seed, timeoutSeconds * 1000) } },
      { action: 'evaluate', params: { script: READ_UTTERANCE }, store_as: 'utterance', on_failure: 'abort' },
    ];
    await writeFile(join(own, `${PROBE_ID}.yaml`), stringify({ id: PROBE_ID, name: 'Read the words of a task', steps }));
    const { report } = await execute({
      config: configOf({
        directive: 'Read the words of the task',
        playbook: PROBE_ID,
        execution_mode: 'playbook_only',
        recording: { trace: false, screenshots: false },
      }),
      folders: { runs: join(own, 'runs'), playbooks: own, profiles: own },
      signal,
    });
    const { utterance } = report.data;
    if (report.status === 'completed' && typeof utterance === 'string' && utterance !== '') return { ok: true, utterance };
    return { ok: false, reason: report.error?.message ?? 'its text is empty' };
  } finally {
    await rm(own, { recursive: true, force: true, maxRetries: 3 });
  }
}

function configOf(config: RunConfigInput) {
  return runConfigSchema.parse({ guardrails: { allow_private_networks: true, allowed_domains: ['127.0.0.1'] }, ...config });
}
