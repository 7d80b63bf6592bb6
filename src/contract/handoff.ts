import type { ErrorBody } from './errors.ts';
import type { LedgerEntry } from './report.ts';

/** A step of the playbook as the agent reads it: what it was meant to do, never a secret. */
export interface HandoffStep {
  /** 1-based. */
  number: number;
  action: string;
  description: string;
  /** Selector chain, url or text of the step, as bound; secrets by name. */
  target: string;
  /** The expectations that will be checked after the agent says it is done. */
  verify: Record<string, unknown> | undefined;
  effect: 'none' | 'write';
}

/**
 * The playbook runner's return value "I cannot go on", with what an agent needs to go on in the same browser. Holds runtime
 * parameters, never credentials.
 */
export interface Handoff {
  page_url: string;
  page_title: string;
  playbook: { id: string; name: string; description: string };
  failed_step: HandoffStep;
  error: ErrorBody;
  /** From the failed step on, in order; the first is the failed step itself. */
  remaining_steps: HandoffStep[];
  parameters: Record<string, string>;
  /** Names the agent may use as `{credential:name}`. */
  credential_names: string[];
  ledger: LedgerEntry[];
}
