import type { Log } from '../../base/index.ts';
import { type Deadline, errorMessage, startDeadline } from '../../base/index.ts';

/** The end of a run, in this order. Each phase has its own deadline, because the run's may have passed. */
export interface FinalizerPhases {
  /** Live readers see the terminal status. */
  publishStatus(deadline: Deadline): Promise<void>;
  /** Recording stopped, written and redacted; browser closed. */
  cleanup(deadline: Deadline): Promise<void>;
  /** The folder is committed: nothing in it changes afterwards. `problems`: those of the phases before, for its warnings. */
  persist(deadline: Deadline, problems: readonly string[]): Promise<void>;
}

const PHASE_TIMEOUT_MS = { publishStatus: 10_000, cleanup: 60_000, persist: 60_000 } as const;

/** Runs all three phases, even if one fails. Never rejects; returns the problems, one sentence each. */
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
