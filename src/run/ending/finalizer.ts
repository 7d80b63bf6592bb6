import type { Log } from '../../base/index.ts';
import { type Deadline, errorMessage, startDeadline } from '../../base/index.ts';

/** The end of a run, in this order. Each phase gets a deadline of its own, because the run's may be over. */
export interface FinalizerPhases {
  /** Live readers see the terminal status. */
  publishStatus(deadline: Deadline): Promise<void>;
  /** Recording stopped, written and redacted; browser closed. */
  cleanup(deadline: Deadline): Promise<void>;
  /** The folder is committed: nothing in it changes afterwards. `problems` of the phases before are worth a warning in it. */
  persist(deadline: Deadline, problems: readonly string[]): Promise<void>;
}

const PHASE_TIMEOUT_MS = { publishStatus: 10_000, cleanup: 60_000, persist: 60_000 } as const;

/** Runs all three phases whatever happens in them. Never rejects; returns what went wrong, one sentence each. */
export async function finalize(phases: FinalizerPhases, log: Log): Promise<string[]> {
  const warnings: string[] = [];
  for (const phase of ['publishStatus', 'cleanup', 'persist'] as const) {
    using deadline = startDeadline(PHASE_TIMEOUT_MS[phase], `the phase ${phase} of the finalizer`, { log });
    try {
      await deadline.race(phases[phase](deadline, [...warnings]));
    } catch (error) {
      const message = errorMessage(error);
      log.warn(`finalizer: ${phase} failed`, { error: message });
      warnings.push(`${phase}: ${message}`);
    }
  }
  return warnings;
}
