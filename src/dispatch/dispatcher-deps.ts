import type { TextSource } from '../blinders/index.ts';
import type { BrowserSession } from '../browser/index.ts';
import type { DialogRecord, RecordingSettings } from '../contract/index.ts';
import type { EgressFailure, Refusal, WriteWatch } from '../egress/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import type { ActionLog, ClickJudge, Confirm, ScopeCheck } from './dispatcher-types.ts';
import type { RunGuard } from './guards/run-guard.ts';

/** One run's browser, guard, log and secrets, and the rules of one driver. */
export interface DispatcherDeps {
  session: BrowserSession;
  guard: RunGuard;
  log: ActionLog;
  secrets: SecretBook;
  recording: RecordingSettings;
  /** Origins at which a credential may be typed or sent; empty = nowhere. */
  credentialOrigins: ReadonlySet<string>;
  /** Requests that the egress proxy refused since the last call. */
  takeRefusals: () => Refusal[];
  /** Requests that the egress proxy allowed but that failed since the last call. */
  takeFailures: () => EgressFailure[];
  /** Prevents the browser from sending anything twice until `end`; without it, nothing prevents that. */
  duringWrite?: () => WriteWatch;
  /** Called before every action that a page may react to. Not called for opening the first page and for the login. */
  onAct?: () => void;
  /** Judges the commands of the agent, not the steps of playbooks. */
  scopeCheck?: ScopeCheck;
  /** Removes injected instructions from what the agent reads, and counts them. */
  screen?: (text: string, source?: TextSource) => { text: string; count: number };
  judgeClick?: ClickJudge;
  /** Called with every native dialog of an agent's actions. */
  onDialog?: (record: DialogRecord) => void;
  confirm?: Confirm;
}
