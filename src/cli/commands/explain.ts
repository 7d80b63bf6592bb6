import type { RunConfigInput } from '../../contract/index.ts';
import type { Terminal } from '../terminal.ts';
import type { RunFlags } from './run.ts';

export async function explain(
  _config: RunConfigInput,
  { terminal }: { flags: RunFlags; env: NodeJS.ProcessEnv; terminal: Terminal },
): Promise<number> {
  terminal.err('not yet');
  return 1;
}
