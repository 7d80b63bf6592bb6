import type { Log } from '../base/log.ts';

export interface ReapParts {
  log: Log;
  /** Whether a run of this worker is still carried out. Processes of its other runs are ended; those of dead workers always are. */
  isWanted: (runId: string) => boolean;
}

export interface Reaped {
  /** Processes that were ended. */
  processes: { pid: number; command: string; runId: string | null }[];
  /** Temporary folders that were removed. */
  folders: string[];
}

/**
 * Ends what dead workers of this machine left: sandboxes, browsers, profile folders. Only what carries our marks and provably has no
 * living owner is touched. Never rejects; what cannot be ended is logged and tried again the next time.
 */
export async function reapOrphans(_parts: ReapParts): Promise<Reaped> {
  throw new Error('not there yet');
}
