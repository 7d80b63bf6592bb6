import type { Log } from '../base/index.ts';
import type { OperatorPolicy, Profile } from '../contract/index.ts';
import type { UpstreamPolicy } from '../guardrails/index.ts';
import type { Playbook, PlaybookProblem } from '../playbook/index.ts';
import type { ServerKey } from '../secrets/index.ts';
import type { Storage } from '../storage/index.ts';

/**
 * The playbooks of the service, and the problems of invalid files. `file` is a path; clients see only its base name.
 */
export interface PlaybookList {
  playbooks: readonly { file: string; text: string; playbook: Playbook }[];
  problems: readonly PlaybookProblem[];
}

/** What the API needs. It knows runs only through storage and the status servers of sandboxes. */
export interface ApiDeps {
  storage: Storage;
  /** The same as the workers': it encrypts requests and derives the tokens of sandboxes. */
  serverKey: ServerKey;
  log: Log;
  /** Rote's version, for the OpenAPI document. */
  version: string;
  /**
   * Whether every request needs a bearer key. False only when bound to loopback: then requests from other sites' pages
   * and with foreign host names are refused instead.
   */
  requireKeys: boolean;
  limits: { ratePerMinute: number; bodyBytes: number };
  /** The current playbooks; called at most once a second. */
  playbooks: () => Promise<PlaybookList>;
  /** Rejects with a RoteError, one sentence for people, when the profile is missing or invalid. */
  profile: (name: string) => Promise<Profile>;
  /** Why this model (default: the service's) cannot be used, in one sentence; undefined when it can. */
  modelProblem: (model: string | undefined) => string | undefined;
  /**
   * Why the service would not post to this address; undefined when it would. Default: checked by the default
   * guardrails.
   */
  webhookProblem?: (url: string) => string | undefined;
  /**
   * Event streams: a client that reads nothing for `maxBlockedMs` (30 s) is dropped, a quiet stream sends a comment
   * every `quietMs` (15 s), and when a sandbox is gone, a stream waits `keepWaitMs` (10 s) for the run's results to be
   * stored. The keys of open streams are looked up every `keysEveryMs` (5 s).
   */
  streams?: { maxBlockedMs?: number; quietMs?: number; keepWaitMs?: number; keysEveryMs?: number };
  /** What bounds requests, playbooks and profiles. Default: `defaultPolicy`. */
  policy?: OperatorPolicy;
  /** Decides which upstream proxies runs may use. Default: public ones. */
  upstreamPolicy?: UpstreamPolicy;
  /** Called before a run is created, with the request's traceparent; returns the one for the worker. For telemetry. */
  onCreate?: (run: { runId: string; traceparent: string | null; route: string }) => string | null;
}
