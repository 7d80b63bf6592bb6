import { randomUUID } from 'node:crypto';
import { errorMessage, startDeadline } from '../../base/index.ts';
import type { RunConfigInput, RunReport } from '../../contract/index.ts';
import { cancelOnSignals } from '../cancellation.ts';
import { connect } from '../client/connect.ts';
import { followRun } from '../client/follow-run.ts';
import { exitCodeOf } from '../exit-code.ts';
import { progressPrinter, summaryLines } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { terminalLog } from '../terminal/terminal-log.ts';

/** Options of `rote run` that only a run on this machine can have. */
export interface LocalFlags {
  playbooks?: string;
  output?: string;
  headed?: boolean;
  session?: boolean;
}

/** `rote run --server URL`: lets a service execute the run. Ctrl-C stops it there and waits for its end. */
export async function runOnServer(
  config: RunConfigInput,
  flags: LocalFlags & { server: string },
  { env, terminal }: { env: NodeJS.ProcessEnv; terminal: Terminal },
): Promise<{ report: RunReport; code: number }> {
  warnAboutLocalFlags(flags, terminal);
  const client = connect(flags, env);
  const { run_id } = await client.create(config, randomUUID());
  terminal.progress(terminal.dim(`· run ${run_id} at ${flags.server}`));
  const cancel = cancelOnSignals((signal) => {
    terminal.err(`${signal}: stopping the run …`);
    client.stop(run_id).catch((error: unknown) => terminal.err(errorMessage(error)));
  });
  // The signal does not end this deadline: the user sees how the stopped run ends. A second Ctrl-C ends the process.
  using deadline = startDeadline(Number.POSITIVE_INFINITY, 'following', { log: terminalLog(terminal, env) });
  try {
    await followRun(client, run_id, progressPrinter(terminal), deadline);
    const view = await client.get(run_id);
    const report = { ...view, started_at: view.started_at ?? view.created_at };
    for (const line of summaryLines(report, '', undefined, terminal)) terminal.progress(line);
    return { report, code: exitCodeOf(report) };
  } finally {
    cancel.dispose();
  }
}

function warnAboutLocalFlags({ playbooks, output, headed, session }: LocalFlags, terminal: Terminal): void {
  const ignored = [
    playbooks !== undefined && '--playbooks',
    output !== undefined && '--output',
    headed === true && '--headed',
    session === false && '--no-session',
  ].filter((flag) => flag !== false);
  if (ignored.length === 0) return;
  terminal.err(
    terminal.yellow(
      `! With --server, the service's own settings apply: ${ignored.join(', ')} ${ignored.length === 1 ? 'is' : 'are'} ignored.`,
    ),
  );
}
