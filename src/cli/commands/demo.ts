import { startSample } from '../../../sample/index.ts';
import { EXIT } from '../exit-code.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { runAndPrint } from './run.ts';

const ORDER = 10234;

/** `rote demo` (`npm start`): starts the sample back office, runs a directive in it and checks the outcome there. */
export async function demo(flags: { headed?: boolean; output?: string }, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const sample = await startSample();
  try {
    const directive = `Cancel order #${ORDER}`;
    terminal.progress(`${terminal.bold('Rote')}  sample back office at ${sample.url}`);
    terminal.progress(`directive: "${directive}"`);
    const { code } = await runAndPrint(
      {
        directive,
        start_url: sample.url,
        credentials: { username: sample.user, password: sample.password },
        guardrails: { allow_private_networks: true },
      },
      { flags: { ...flags, session: false }, env, terminal },
    );
    // The back office decides, not the run's own report.
    const order = sample.store.order(ORDER);
    const cancelled = order?.status === 'cancelled';
    terminal.out(
      cancelled
        ? `${terminal.green('✓')} checked in the back office: order #${ORDER} is cancelled`
        : `${terminal.red('✗')} checked in the back office: order #${ORDER} is ${order?.status ?? 'missing'}`,
    );
    if (code !== EXIT.completed) return code;
    return cancelled ? EXIT.completed : EXIT.failed;
  } finally {
    await sample.close();
  }
}
