import { z } from 'zod';
import { errorMessage, newRunId, startDeadline } from '../../base/index.ts';
import { ensureBrowser, findBrowser } from '../../browser/index.ts';
import { RoteError, type RunConfigInput, type RunReport, runConfigSchema } from '../../contract/index.ts';
import { createModels } from '../../model/index.ts';
import { sweepRuns } from '../../recording/index.ts';
import { executeRun, explainRun, type RunDeps } from '../../run/index.ts';
import { openTelemetry } from '../../telemetry/index.ts';
import { cancelOnSignals } from '../cancellation.ts';
import { EXIT, exitCodeOf } from '../exit-code.ts';
import { playbooksFolder, profilesFolder, runsFolder } from '../folders.ts';
import { readCredentials } from '../options/credentials.ts';
import { readJsonFile } from '../options/json-file.ts';
import { localNetwork } from '../options/network-options.ts';
import { numberOption } from '../options/number-option.ts';
import { readParameters } from '../options/parameters.ts';
import { sessionStore } from '../session-store.ts';
import { askOnTerminal } from '../terminal/ask-on-terminal.ts';
import { progressPrinter, summaryLines } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { terminalLog } from '../terminal/terminal-log.ts';
import { traceCommand } from '../trace-command.ts';
import { printExplanation } from './explain.ts';

/** As commander gives them. */
export interface RunFlags {
  playbook?: string;
  param?: string[];
  params?: string;
  credentialsFile?: string;
  startUrl?: string;
  readOnly?: boolean;
  allowPrivateNetworks?: boolean;
  allowDomain?: string[];
  proxy?: string;
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
  locale?: string;
  timezone?: string;
  reducedMotion?: string;
  serviceWorkers?: string;
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

/** `rote run`. Returns the exit code. Throws a RoteError for bad input that is found before the run starts. */
export async function run(directive: string, flags: RunFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const config = await configOf(directive, flags, env);
  if (flags.explain) {
    const { deps, dispose } = wire(config, { flags, env, terminal });
    try {
      printExplanation(await explainRun(deps), flags.json === true, terminal);
      return EXIT.completed;
    } finally {
      dispose();
    }
  }
  const { report, code } =
    flags.server === undefined
      ? await runAndPrint(config, { flags, env, terminal })
      : await (await import('./run-on-server.ts')).runOnServer(config, { ...flags, server: flags.server }, { env, terminal });
  if (flags.json) terminal.json(report);
  return code;
}

/** Executes a run and prints its progress and its summary. The caller prints what `--json` asks for. */
export async function runAndPrint(
  input: RunConfigInput,
  { flags, env, terminal }: { flags: RunFlags; env: NodeJS.ProcessEnv; terminal: Terminal },
): Promise<{ report: RunReport; code: number }> {
  const runId = input.run_id ?? newRunId();
  const { deps, dispose } = wire({ ...input, run_id: runId }, { flags, env, terminal });
  const telemetry = await openTelemetry(env, 'rote', { log: deps.log });
  const spans = telemetry.followRun({ runId, traceparent: env.TRACEPARENT });
  let sweeping: Promise<unknown> | undefined;
  // Remains of dead runs must neither stop this one nor delay its start.
  const sweep = () =>
    sweepRuns(deps.folders.runs).catch((error: unknown) =>
      deps.log.warn('cannot remove what earlier runs left behind', { error: errorMessage(error) }),
    );
  try {
    const { report, folder } = await executeRun({
      ...deps,
      onLive: () => {
        sweeping = sweep();
      },
      onEvent(event) {
        deps.onEvent?.(event);
        spans.onEvent(event);
      },
    });
    spans.end(report);
    const hasTrace = report.artifacts.some((artifact) => artifact.kind === 'trace');
    const seeTrace = hasTrace ? traceCommand(report.run_id, flags.output) : undefined;
    for (const line of summaryLines(report, folder ?? '', seeTrace, terminal)) terminal.progress(line);
    return { report, code: exitCodeOf(report) };
  } finally {
    await sweeping;
    await telemetry.shutdown();
    dispose();
  }
}

/** Constructs everything that a run needs. `dispose` removes the signal handlers. */
function wire(
  input: RunConfigInput,
  { flags, env, terminal }: { flags: RunFlags; env: NodeJS.ProcessEnv; terminal: Terminal },
): { deps: RunDeps; dispose: () => void } {
  const config = parseConfig(input);
  const cancel = cancelOnSignals((signal) => terminal.err(`${signal}: ending the run, closing the browser and saving the recording …`));
  const deps: RunDeps = {
    config,
    folders: { runs: runsFolder(env, flags.output), playbooks: playbooksFolder(env, flags.playbooks), profiles: profilesFolder(env) },
    browser: async () => {
      using finding = startDeadline(BROWSER_TIMEOUT_MS, 'finding a browser', { signal: cancel.signal });
      return await ensureBrowser(finding, { env, onProgress: (message) => terminal.progress(terminal.dim(message)) });
    },
    network: localNetwork(config.proxy?.server, env),
    installedBrowser: () => findBrowser(env),
    headed: flags.headed ?? false,
    signal: cancel.signal,
    programStartedAt: performance.timeOrigin,
    log: terminalLog(terminal, env),
    onEvent: progressPrinter(terminal),
    sessions: flags.session === false ? undefined : sessionStore(env),
    models: () => createModels({ env, model: config.model, utilityModel: config.utility_model }),
    ...askOnTerminal(terminal),
  };
  return { deps, dispose: cancel.dispose };
}

async function configOf(directive: string, flags: RunFlags, env: NodeJS.ProcessEnv): Promise<RunConfigInput> {
  if (flags.agentOnly && flags.playbookOnly)
    throw new RoteError('VALIDATION_FAILED', '--agent-only and --playbook-only exclude each other: omit one of them.');
  return {
    directive,
    playbook_params: readParameters(flags.param ?? [], flags.params),
    credentials: await readCredentials(flags.credentialsFile, env),
    guardrails: {
      allow_private_networks: flags.allowPrivateNetworks,
      allowed_domains: flags.allowDomain?.length ? flags.allowDomain : undefined,
    },
    recording: { trace: flags.record !== false, screenshots: flags.record !== false },
    execution_mode: executionMode(flags),
    run_id: flags.runId,
    playbook: flags.playbook,
    start_url: flags.startUrl,
    read_only: flags.readOnly,
    proxy: proxyOf(flags, env),
    timeout_seconds: numberOption('--timeout', flags.timeout),
    max_steps: numberOption('--max-steps', flags.maxSteps),
    max_tokens: numberOption('--max-tokens', flags.maxTokens),
    max_cost_usd: numberOption('--max-cost', flags.maxCost),
    profile: flags.profile,
    // The schema of the run config checks these, and thinking.
    locale: flags.locale,
    timezone: flags.timezone,
    reduced_motion: flags.reducedMotion as RunConfigInput['reduced_motion'],
    service_workers: flags.serviceWorkers as RunConfigInput['service_workers'],
    model: flags.model,
    thinking: flags.thinking as RunConfigInput['thinking'],
    output_schema: flags.outputSchema === undefined ? undefined : await readJsonFile(flags.outputSchema, '--output-schema'),
  };
}

/** The variable may hold a password, and is for runs on this machine: a service has its own. */
function proxyOf(flags: RunFlags, env: NodeJS.ProcessEnv): RunConfigInput['proxy'] {
  const named = flags.proxy ?? (flags.server === undefined ? env.ROTE_PROXY || undefined : undefined);
  return named === undefined ? undefined : { server: named };
}

function executionMode({ agentOnly, playbookOnly }: RunFlags): RunConfigInput['execution_mode'] {
  if (agentOnly) return 'agent_only';
  return playbookOnly ? 'playbook_only' : 'hybrid_auto';
}

function parseConfig(input: RunConfigInput) {
  const parsed = runConfigSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new RoteError('VALIDATION_FAILED', `The run cannot start:\n${z.prettifyError(parsed.error)}`);
}
