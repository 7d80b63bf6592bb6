import type { Log } from '../base/index.ts';
import type { SandboxStart } from '../contract/index.ts';
import type { FinishedFolder, SandboxProvider } from '../sandbox/index.ts';
import type { ServerKey } from '../secrets/index.ts';
import type { DueWebhook, Storage, StoredRun } from '../storage/index.ts';

/** What a worker needs from its entry point. */
export interface WorkerDeps {
  storage: Storage;
  serverKey: ServerKey;
  provider: SandboxProvider;
  log: Log;
  folders: Omit<SandboxStart['folders'], 'inputs'>;
  network: SandboxStart['network'];
  policy: SandboxStart['policy'];
  browser: SandboxStart['browser'];
  /** Passed to every sandbox over stdin, as `settings` is. */
  sessionKey: SandboxStart['session_key'];
  settings: Record<string, string>;
  /** Runs at a time. */
  capacity: number;
  /** Limit of one run, including its browser. */
  memoryLimitMb: number;
  /** Address at which API processes reach the sandboxes of this worker; loopback when they share its host. */
  listenHost: string;
  version: string;
  retention: { maxAgeDays?: number; maxBytes?: number };
  /** Throws to have the webhook retried. */
  deliverWebhook: (webhook: DueWebhook) => Promise<void>;
  /** Called when a run is taken from the queue; returns the traceparent for the sandbox. For telemetry. */
  onTaken?: (run: { runId: string; traceparent: string | null; createdAt: string }) => string | null;
  /** Called once when a run is committed, also for runs that were taken over. For telemetry. */
  onPersisted?: (run: StoredRun, left: FinishedFolder) => void;
}
