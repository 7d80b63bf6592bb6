import type { ErrorBody } from '../errors/errors.ts';
import type { LedgerEntry } from './report.ts';

/** A step of the playbook as the agent reads it. Never holds a secret. */
export interface HandoffStep {
  /** 1-based. */
  number: number;
  action: string;
  description: string;
  /** Selector chain, url or text of the step, as bound; secrets by name. */
  target: string;
  /** The expectations that are checked after the agent reports that it is done. */
  verify: Record<string, unknown> | undefined;
  effect: 'none' | 'write';
  /** When the step is needed, as the playbook says; undefined: always. */
  when: Record<string, unknown> | undefined;
  /** It is left out if its element is not there. */
  optional: boolean;
}

/**
 * What the playbook runner returns when it cannot continue: everything an agent needs to continue in the same browser. Holds
 * runtime parameters, never credentials.
 */
export interface Handoff {
  page_url: string;
  page_title: string;
  playbook: { id: string; name: string; description: string };
  failed_step: HandoffStep;
  error: ErrorBody;
  /** From the failed step on, in order; the first is the failed step itself. */
  remaining_steps: HandoffStep[];
  /** Steps that only read, which are run as written once an agent has done the others. */
  run_afterwards?: HandoffStep[];
  parameters: Record<string, string>;
  /** Names the agent may use as `{credential:name}`. */
  credential_names: string[];
  ledger: LedgerEntry[];
}
