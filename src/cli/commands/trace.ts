import { join } from 'node:path';
import { serveTraceViewer } from '../../recording/index.ts';
import { cancelOnSignals } from '../cancellation.ts';
import { EXIT } from '../exit-code.ts';
import { findRunFolder, runsFolder } from '../folders.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `rote trace RUN`: serves the trace viewer with the run's trace on this machine until Ctrl-C. RUN is an id or a folder. */
export async function trace(run: string, flags: { output?: string }, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const folder = await findRunFolder(run, runsFolder(env, flags.output));
  const viewer = await serveTraceViewer(join(folder, 'trace.zip'));
  const cancel = cancelOnSignals(() => undefined);
  try {
    terminal.out(`Open ${terminal.bold(viewer.url)}`);
    terminal.out(terminal.dim('Press Ctrl-C to stop the viewer.'));
    await new Promise<void>((done) => cancel.signal.addEventListener('abort', () => done(), { once: true }));
  } finally {
    cancel.dispose();
    await viewer.close();
  }
  return EXIT.completed;
}
