import { excerpt, startDeadline } from '../../base/index.ts';
import type { RunView } from '../../contract/index.ts';
import { cancelOnSignals } from '../cancellation.ts';
import { connect } from '../client/connect.ts';
import { followRun } from '../client/follow-run.ts';
import { EXIT, exitCodeOf } from '../exit-code.ts';
import { progressPrinter, summaryLines } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { terminalLog } from '../terminal/terminal-log.ts';

interface ServerFlags {
  server?: string;
  json?: boolean;
}

/** `rote runs list`: prints the runs, newest first. */
export async function listRuns(
  flags: ServerFlags & { status?: string; playbook?: string; text?: string; limit?: string; cursor?: string },
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  const { status, playbook, text, limit, cursor } = flags;
  const query = Object.entries({ status, playbook, text, limit: limit ?? '20', cursor }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const page = await connect(flags, env).list(Object.fromEntries(query));
  if (flags.json) {
    terminal.json(page);
    return EXIT.completed;
  }
  if (page.runs.length === 0) terminal.out('No runs found.');
  for (const run of page.runs) {
    const ended = run.status === 'completed' ? terminal.green : terminal.red;
    const colour = run.finished_at === null ? terminal.cyan : ended;
    const when = terminal.dim(run.created_at.slice(0, 19).replace('T', ' '));
    terminal.out(`${run.run_id}  ${when}  ${colour(run.status.padEnd(10))}  ${excerpt(run.directive.replace(/\s+/g, ' '), 80)}`);
  }
  if (page.next_cursor !== null) terminal.out(terminal.dim(`more: --cursor ${page.next_cursor}`));
  return EXIT.completed;
}

/** `rote runs show RUN`. The exit code is the run's own once it has ended. */
export async function showRun(runId: string, flags: ServerFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const view = await connect(flags, env).get(runId);
  printRun(view, flags.json === true, terminal);
  return view.finished_at === null ? EXIT.completed : exitCodeOf(view);
}

/** `rote runs stop RUN`. */
export async function stopRun(runId: string, flags: ServerFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const answer = await connect(flags, env).stop(runId);
  if (flags.json) terminal.json(answer);
  else terminal.out(answer.stopping ? `The run ${runId} is being stopped.` : `The run ${runId} had already ended: ${answer.status}.`);
  return EXIT.completed;
}

/** `rote runs follow RUN`: prints the events from the first to the last. Ctrl-C stops following; the run continues. */
export async function follow(runId: string, flags: ServerFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const client = connect(flags, env);
  const cancel = cancelOnSignals(() => terminal.err('The run continues; stop it with "rote runs stop".'));
  using deadline = startDeadline(Number.POSITIVE_INFINITY, 'following', { signal: cancel.signal, log: terminalLog(terminal, env) });
  try {
    const print = progressPrinter(terminal);
    await followRun(client, runId, (event) => (flags.json ? terminal.json(event, 0) : print(event)), deadline);
    const view = await client.get(runId);
    if (!flags.json) printRun(view, false, terminal);
    return exitCodeOf(view);
  } finally {
    cancel.dispose();
  }
}

function printRun(view: RunView, json: boolean, terminal: Terminal): void {
  if (json) {
    terminal.json(view);
    return;
  }
  terminal.out(`${terminal.bold(view.run_id)}  ${view.directive}`);
  const report = { ...view, started_at: view.started_at ?? view.created_at };
  for (const line of summaryLines(report, '', undefined, terminal).slice(1)) terminal.out(line);
}
