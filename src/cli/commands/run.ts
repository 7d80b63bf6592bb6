import { z } from 'zod';
import { errorMessage, newRunId, startDeadline } from '../../base/index.ts';
import { ensureBrowser } from '../../browser/index.ts';
import { RoteError, type RunConfigInput, type RunReport, runConfigSchema } from '../../contract/index.ts';
import { createModels } from '../../model/index.ts';
import { sweepRuns } from '../../recording/index.ts';
import { executeRun, explainRun, type RunParts } from '../../run/index.ts';
import { openTelemetry } from '../../telemetry/index.ts';
import { askOnTerminal } from '../ask-on-terminal.ts';
import { cancelOnSignals } from '../cancellation.ts';
import { readCredentials } from '../credentials.ts';
import { EXIT, exitCodeOf } from '../exit-code.ts';
import { playbooksFolder, profilesFolder, runsFolder } from '../folders.ts';
import { readJsonFile } from '../json-file.ts';
import { readParameters } from '../parameters.ts';
import { progressPrinter, summaryLines } from '../progress.ts';
import { sessionStore } from '../session-store.ts';
import type { Terminal } from '../terminal.ts';
import { terminalLog } from '../terminal-log.ts';
import { traceCommand } from '../trace-command.ts';
import { printExplanation } from './explain.ts';
import { runOnServer } from './run-on-server.ts';

/** As commander gives them. */
export interface RunFlags {
  playbook?: string;
  param?: string[];
  params?: string;
  credentialsFile?: string;
  startUrl?: string;
  allowPrivateNetworks?: boolean;
  allowDomain?: string[];
  headed?: boolean;
  record?: boolean;
  timeout?: string;
  maxSteps?: string;
  maxTokens?: string;
  maxCost?: string;
  output?: string;
  runId?: string;
  playbooks?: string;
  profile?: string;
  model?: string;
  thinking?: string;
  outputSchema?: string;
  agentOnly?: boolean;
  playbookOnly?: boolean;
  session?: boolean;
  explain?: boolean;
  server?: string;
  json?: boolean;
}

const BROWSER_TIMEOUT_MS = 600_000;

/** `rote run`. Returns the exit code. Throws a RoteError for bad input that is found before there is a run. */
export async function run(directive: string, flags: RunFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const config = await configOf(directive, flags, env);
  if (flags.explain) {
    const { parts, dispose } = wire(config, { flags, env, terminal });
    try {
      printExplanation(await explainRun(parts), flags.json === true, terminal);
      return EXIT.completed;
    } finally {
      dispose();
    }
  }
  const { report, code } =
    flags.server === undefined
      ? await runAndPrint(config, { flags, env, terminal })
      : await runOnServer(config, { server: flags.server }, { env, terminal });
  if (flags.json) terminal.out(JSON.stringify(report, null, 2));
  return code;
}

/** Carries a run out, prints it as it happens and at its end. Everything that `--json` prints is left to the caller. */
export async function runAndPrint(
  input: RunConfigInput,
  { flags, env, terminal }: { flags: RunFlags; env: NodeJS.ProcessEnv; terminal: Terminal },
): Promise<{ report: RunReport; code: number }> {
  const runId = input.run_id ?? newRunId();
  const { parts, dispose } = wire({ ...input, run_id: runId }, { flags, env, terminal });
  const telemetry = await openTelemetry(env, 'rote', { log: parts.log });
  const spans = telemetry.followRun({ runId, traceparent: env.TRACEPARENT });
  try {
    // What dead runs left behind is no reason not to run; a folder that cannot be used is told by the run itself.
    await sweepRuns(parts.folders.runs).catch((problem: unknown) =>
      parts.log.warn('leftovers of earlier runs stay', { error: errorMessage(problem) }),
    );
    const { report, folder } = await executeRun({
      ...parts,
      onEvent(event) {
        parts.onEvent?.(event);
        spans.onEvent(event);
      },
    });
    spans.end(report);
    const hasTrace = report.artifacts.some((artifact) => artifact.kind === 'trace');
    const seeTrace = hasTrace ? traceCommand(report.run_id, flags.output) : undefined;
    for (const line of summaryLines(report, folder ?? '', seeTrace, terminal)) terminal.progress(line);
    return { report, code: exitCodeOf(report) };
  } finally {
    await telemetry.shutdown();
    dispose();
  }
}

/** Everything that a run needs, by hand. `dispose` lets go of the signals. */
function wire(
  input: RunConfigInput,
  { flags, env, terminal }: { flags: RunFlags; env: NodeJS.ProcessEnv; terminal: Terminal },
): { parts: RunParts; dispose: () => void } {
  const config = parseConfig(input);
  const cancel = cancelOnSignals((signal) => terminal.err(`${signal}: ending the run, closing the browser and writing what there is …`));
  const parts: RunParts = {
    config,
    folders: { runs: runsFolder(env, flags.output), playbooks: playbooksFolder(env, flags.playbooks), profiles: profilesFolder(env) },
    browser: async () => {
      using finding = startDeadline(BROWSER_TIMEOUT_MS, 'finding a browser', { signal: cancel.signal });
      return await ensureBrowser(finding, { env, onProgress: (message) => terminal.progress(terminal.dim(message)) });
    },
    headed: flags.headed ?? false,
    signal: cancel.signal,
    log: terminalLog(terminal, env),
    onEvent: progressPrinter(terminal),
    ...(flags.session !== false && { sessions: sessionStore(env) }),
    models: () =>
      createModels({
        env,
        ...(config.model !== undefined && { model: config.model }),
        ...(config.utility_model !== undefined && { utilityModel: config.utility_model }),
      }),
    ...askOnTerminal(terminal),
  };
  return { parts, dispose: cancel.dispose };
}

async function configOf(directive: string, flags: RunFlags, env: NodeJS.ProcessEnv): Promise<RunConfigInput> {
  if (flags.agentOnly && flags.playbookOnly)
    throw new RoteError('VALIDATION_FAILED', '--agent-only and --playbook-only exclude each other: leave one away.');
  return {
    directive,
    playbook_params: readParameters(flags.param ?? [], flags.params),
    credentials: await readCredentials(flags.credentialsFile, env),
    guardrails: {
      ...(flags.allowPrivateNetworks && { allow_private_networks: true }),
      ...(flags.allowDomain && flags.allowDomain.length > 0 && { allowed_domains: flags.allowDomain }),
    },
    recording: { trace: flags.record !== false, screenshots: flags.record !== false },
    execution_mode: flags.agentOnly ? 'agent_only' : flags.playbookOnly ? 'playbook_only' : 'hybrid_auto',
    ...(flags.runId !== undefined && { run_id: flags.runId }),
    ...(flags.playbook !== undefined && { playbook: flags.playbook }),
    ...(flags.startUrl !== undefined && { start_url: flags.startUrl }),
    ...(flags.timeout !== undefined && { timeout_seconds: numberOf('--timeout', flags.timeout) }),
    ...(flags.maxSteps !== undefined && { max_steps: numberOf('--max-steps', flags.maxSteps) }),
    ...(flags.maxTokens !== undefined && { max_tokens: numberOf('--max-tokens', flags.maxTokens) }),
    ...(flags.maxCost !== undefined && { max_cost_usd: numberOf('--max-cost', flags.maxCost) }),
    ...(flags.profile !== undefined && { profile: flags.profile }),
    ...(flags.model !== undefined && { model: flags.model }),
    ...(flags.thinking !== undefined && { thinking: flags.thinking as RunConfigInput['thinking'] }),
    ...(flags.outputSchema !== undefined && { output_schema: await readJsonFile(flags.outputSchema, '--output-schema') }),
  };
}

function parseConfig(input: RunConfigInput) {
  const parsed = runConfigSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new RoteError('VALIDATION_FAILED', `The run cannot start:\n${z.prettifyError(parsed.error)}`);
}

function numberOf(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new RoteError('VALIDATION_FAILED', `${flag} takes a number, not "${text}".`);
}
