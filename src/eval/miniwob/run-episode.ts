import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeAction } from '../../actions/index.ts';
import { performAction } from '../../browser/index.ts';
import { type RunConfigInput, type RunEvent, runConfigSchema } from '../../contract/index.ts';
import type { ExecutedRun, RunParts } from '../../run/index.ts';
import { type Episode, type PageResult, pageResultSchema } from './episode.ts';
import type { TaskServer } from './serve-tasks.ts';
import { READ_RESULT, READ_UTTERANCE } from './starter.ts';

/** A run as the caller carries it out: with its browser, models and log. */
export type ExecuteEpisode = (
  parts: Pick<RunParts, 'config' | 'folders' | 'signal'> & Partial<Pick<RunParts, 'onEvent' | 'lookAtEnd' | 'confirm'>>,
) => Promise<ExecutedRun>;

export interface EpisodeParts {
  readonly server: TaskServer;
  readonly task: string;
  readonly seed: number;
  readonly execute: ExecuteEpisode;
  /** Run folders go to `runs` in here; `no-playbooks` is there. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly maxSteps: number;
  /** Of the agent's run; the task's own clock is set to the same. */
  readonly timeoutSeconds: number;
  readonly record: boolean;
}

/** Folder below `folder` that is there and empty. */
export const NO_PLAYBOOKS = 'no-playbooks';

const PROBE_ID = 'read_utterance';
/** Behind the words of the task, and the same for all tasks. */
const INSTRUCTION =
  'This is one small exercise in the page that is open: use its controls, fill in and submit what it asks for, and do no more than that. The page cannot be loaded again.';

/**
 * Gives one task to an agent, through a run like any other. The words of the task are read first, in a browser of their own; the result is read from the
 * page when the agent is done, by the harness. Does not reject for what can be expected.
 */
export async function runEpisode(parts: EpisodeParts): Promise<Episode> {
  const { task, seed, server, execute, signal, folder, timeoutSeconds } = parts;
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
  const probe = await readUtterance(parts);
  if (!probe.ok) return { ...nothing, error: `The task could not be read: ${probe.reason}` };
  const { utterance } = probe;

  let result: PageResult | undefined;
  let steps = 0;
  const { report } = await execute({
    config: configOf({
      directive: `${utterance}\n\n${INSTRUCTION}`,
      execution_mode: 'agent_only',
      start_url: server.episode(task, seed, timeoutSeconds * 1000),
      max_steps: parts.maxSteps,
      timeout_seconds: timeoutSeconds,
      recording: { trace: parts.record, screenshots: parts.record },
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
    // The tasks are exercises: deleting and paying in them is what they ask for.
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
  // An agent that left the page has not solved the task: that is a verdict. A browser that never came to it is none.
  if (result === undefined) return steps > 0 ? { ...run, outcome: 'failure', reason: 'the page was left' } : run;
  const { done, reward, raw_reward, reason, begun } = result;
  if (!begun || result.utterance !== utterance) {
    const why = begun ? 'Seed and task gave another exercise the second time.' : 'The exercise did not begin.';
    return { ...run, outcome: 'no_verdict', error: why };
  }
  return { ...run, outcome: done && raw_reward > 0 ? 'success' : 'failure', done, reward, raw_reward, reason };
}

type Read = { ok: true; utterance: string } | { ok: false; reason: string };

/** A look at the task in a browser of its own: by a playbook of one script, which no agent has. */
async function readUtterance({ server, task, seed, execute, folder, signal, timeoutSeconds }: EpisodeParts): Promise<Read> {
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
    return { ok: false, reason: report.error?.message ?? 'it says nothing' };
  } finally {
    await rm(own, { recursive: true, force: true, maxRetries: 3 });
  }
}

function configOf(config: RunConfigInput) {
  return runConfigSchema.parse({ guardrails: { allow_private_networks: true, allowed_domains: ['127.0.0.1'] }, ...config });
}
