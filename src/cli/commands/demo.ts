import { startSample } from '../../../sample/index.ts';
import { EXIT } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { runAndPrint } from './run.ts';

const ORDER = 10234;

/** `rote demo`, which is `npm start`: the main job from a directive to a checked outcome, in a back office that is started for it. */
export async function demo(flags: { headed?: boolean; output?: string }, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const sample = await startSample();
  try {
    const directive = `Cancel order #${ORDER}`;
    terminal.progress(`${terminal.bold('Rote')}  sample back office at ${sample.url}`);
    terminal.progress(`directive: "${directive}"`);
    const { report, code } = await runAndPrint(
      {
        directive,
        start_url: sample.url,
        credentials: { username: sample.user, password: sample.password },
        guardrails: { allow_private_networks: true },
      },
      { flags: { ...flags, session: false }, env, terminal },
    );
    // What the run says is one thing; what the back office says is what counts.
    const order = sample.store.order(ORDER);
    const cancelled = order?.status === 'cancelled';
    terminal.out(
      cancelled
        ? `${terminal.green('✓')} checked in the back office: order #${ORDER} is cancelled`
        : `${terminal.red('✗')} checked in the back office: order #${ORDER} is ${order?.status ?? 'not there'}`,
    );
    return cancelled && report.status === 'completed' ? EXIT.completed : code === EXIT.completed ? EXIT.failed : code;
  } finally {
    await sample.close();
  }
}
