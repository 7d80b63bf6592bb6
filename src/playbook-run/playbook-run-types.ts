import type { BrowserSession } from '../browser/index.ts';
import type { ErrorBody, EventSink, Handoff, LedgerEntry, StepResult } from '../contract/index.ts';
import type { Dispatcher } from '../dispatch/index.ts';
import type { Playbook } from '../playbook/index.ts';
import type { SecretBook } from '../secrets/index.ts';

/** What a login needs of a run. */
export interface LoginParts {
  session: BrowserSession;
  dispatcher: Dispatcher;
  secrets: SecretBook;
}

export interface PlaybookRunParts extends LoginParts {
  /** Bound: no parameter placeholders are left, only those of later values and credentials. */
  playbook: Playbook;
  /** The values it was bound with, for the handoff. No secrets. */
  parameters: Record<string, string>;
  emit: EventSink;
  /** Opened before step 1 when the playbook has no start_url of its own. */
  startUrl?: string;
  login: LoginMemory;
}

/** The part of saved sessions that the login needs. */
export interface LoginMemory {
  /** A saved session was put into the browser before it opened its first page. */
  readonly restored: boolean;
  /** The saved session turned out to be of no use: it is deleted and the browser's storage is emptied. */
  forget(): Promise<void>;
  /** The login worked: what the browser holds now is kept for the next run. Must not reject. */
  keep(): Promise<void>;
}

export interface PlaybookProgress {
  stepResults: StepResult[];
  /** `store_as` names and what the steps produced. */
  outputs: Record<string, string>;
  /** Texts of extract and API steps, in order. */
  extractedTexts: string[];
  ledger: LedgerEntry[];
}

/** How a playbook ended. `failed` is final; `handoff` is for an agent, and carries the step's own error for when there is none. */
export type PlaybookResult = PlaybookProgress &
  ({ kind: 'completed'; summary: string } | { kind: 'failed'; error: ErrorBody } | { kind: 'handoff'; error: ErrorBody; handoff: Handoff });
