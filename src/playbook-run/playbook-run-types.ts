import type { BrowserSession } from '../browser/index.ts';
import type { ErrorBody, EventSink, Handoff, LedgerEntry, ReadRule, StepResult } from '../contract/index.ts';
import type { Dispatcher } from '../dispatch/index.ts';
import type { Playbook } from '../playbook/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import type { LoginPage } from './login/login-page.ts';

/** What a login needs from a run. */
export interface LoginDeps {
  session: BrowserSession;
  dispatcher: Dispatcher;
  secrets: SecretBook;
  /** Learns the login form while it is open. */
  loginPage?: LoginPage | undefined;
  /** Until it is disposed, a read-only run lets the login send. */
  duringLogin?: (() => Disposable) | undefined;
}

export interface PlaybookRunDeps extends LoginDeps {
  /** Bound: its only placeholders are those of later values and credentials. */
  playbook: Playbook;
  /** The values it was bound with, for the handoff. No secrets. */
  parameters: Record<string, string>;
  emit: EventSink;
  /** Opened before step 1 if the playbook has no start_url. */
  startUrl?: string;
  login: LoginMemory;
  /** Of the profile, beside those of the playbook. */
  reads: readonly ReadRule[];
}

/** The part of saved sessions that the login needs. */
export interface LoginMemory {
  /** Whether a saved session was put into the browser before its first page. */
  readonly restored: boolean;
  /** Deletes a saved session that is no longer valid, and empties the browser's storage. */
  forget(): Promise<void>;
  /** After a successful login: saves the browser's session for the next run. Must not reject. */
  keep(): Promise<void>;
}

export interface PlaybookProgress {
  stepResults: StepResult[];
  /** `store_as` names and what the steps produced and captured. */
  outputs: Record<string, string>;
  /** Texts of extract and API steps, in order. */
  extractedTexts: string[];
  ledger: LedgerEntry[];
  /** Effects that the playbook does not declare, and answers that came too late to stop it. */
  warnings: string[];
}

/**
 * How a playbook ended. `failed` is final; `handoff` is for an agent, with the step's error in case there is no agent, and with all values
 * that were stored and captured, secrets included.
 */
export type PlaybookResult = PlaybookProgress &
  (
    | { kind: 'completed'; summary: string }
    | { kind: 'failed'; error: ErrorBody }
    | { kind: 'handoff'; error: ErrorBody; values: Readonly<Record<string, string>>; handoff: Handoff }
  );
