import type { Log } from '../base/index.ts';
import type { Profile } from '../contract/index.ts';
import type { Playbook, PlaybookProblem } from '../playbook/index.ts';
import type { ServerKey } from '../secrets/index.ts';
import type { Storage } from '../storage/index.ts';

/** The playbooks of the service, and what is wrong with files that are none. `file` is a path; only its last part is ever shown. */
export interface PlaybookList {
  playbooks: readonly { file: string; text: string; playbook: Playbook }[];
  problems: readonly PlaybookProblem[];
}

/** What an entry point hands to the api: it knows runs only through storage and the status servers of sandboxes. */
export interface ApiParts {
  storage: Storage;
  /** The one of the workers too: requests are sealed with it, and it makes the tokens of sandboxes. */
  serverKey: ServerKey;
  log: Log;
  /** Of Rote, for the OpenAPI document. */
  version: string;
  /**
   * Whether every request needs a bearer key. false only when bound to loopback: then requests of web pages of other sites and under foreign
   * host names are refused instead.
   */
  requireKeys: boolean;
  limits: { ratePerMinute: number; bodyBytes: number };
  /** As they are now; asked at most once a second. */
  playbooks: () => Promise<PlaybookList>;
  /** Rejects with a RoteError, one sentence for people, when there is none of that name or it is not right. */
  profile: (name: string) => Promise<Profile>;
  /** Why this model (default: the service's own) cannot be used, in one sentence; undefined when it can. */
  modelProblem: (model: string | undefined) => string | undefined;
  /** Why the service would not post to this address; undefined when it would. Default: what the guardrails of a run say that has none of its own. */
  webhookProblem?: (url: string) => string | undefined;
  /**
   * Of event streams: a client that takes nothing for `maxBlockedMs` (30 s) is dropped, one that hears nothing for `quietMs` (15 s) is told that the
   * stream lives, and what a run left is waited for `keepWaitMs` (10 s) when its sandbox is gone.
   */
  streams?: { maxBlockedMs?: number; quietMs?: number; keepWaitMs?: number };
  /** Told of a run before it is created, with the traceparent of the request; returns the one that goes to the worker. For telemetry. */
  onCreate?: (run: { runId: string; traceparent: string | null; route: string }) => string | null;
}
