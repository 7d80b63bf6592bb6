import type { BrowserSession } from '../browser/index.ts';
import type { RecordingSettings } from '../contract/index.ts';
import type { EgressFailure, Refusal, WriteWatch } from '../egress/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import type { ActionLog, ClickJudge, Confirm, ScopeCheck } from './dispatcher-types.ts';
import type { RunGuard } from './guards/run-guard.ts';

/** What a dispatcher is made of: one run's browser, guard, log and secrets, and the rules of one driver. */
export interface DispatcherParts {
  session: BrowserSession;
  guard: RunGuard;
  log: ActionLog;
  secrets: SecretBook;
  recording: RecordingSettings;
  /** Origins at which a credential may be typed or sent; empty = nowhere. */
  credentialOrigins: ReadonlySet<string>;
  /** What the egress proxy refused since the last call. */
  takeRefusals: () => Refusal[];
  /** What it let through and did not get, since the last call. */
  takeFailures: () => EgressFailure[];
  /** Has the network keep the browser from sending anything twice until `end`; without it the browser does as it likes. */
  duringWrite?: () => WriteWatch;
  /** Judges the agent's actions; playbooks are not asked. */
  scopeCheck?: ScopeCheck;
  /** Takes injected instructions out of what the agent reads; how many there were. */
  screen?: (text: string) => { text: string; count: number };
  judgeClick?: ClickJudge;
  confirm?: Confirm;
}
