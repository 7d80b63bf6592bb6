import type { Log } from '../base/index.ts';
import type { SandboxStart } from '../contract/index.ts';
import type { FinishedFolder, SandboxProvider } from '../sandbox/index.ts';
import type { ServerKey } from '../secrets/index.ts';
import type { DueWebhook, Storage, StoredRun } from '../storage/index.ts';

/** What an entry point hands to a worker. */
export interface WorkerParts {
  storage: Storage;
  serverKey: ServerKey;
  provider: SandboxProvider;
  log: Log;
  folders: SandboxStart['folders'];
  browser: SandboxStart['browser'];
  /** Handed to every sandbox over stdin. */
  settings: Record<string, string>;
  /** Runs at a time. */
  capacity: number;
  /** Of one run, its browser included. */
  memoryLimitMb: number;
  /** Where api processes reach the sandboxes of this worker; loopback when they share its machine. */
  listenHost: string;
  version: string;
  retention: { maxAgeDays?: number; maxBytes?: number };
  /** Throws to have the webhook tried again. */
  deliverWebhook: (webhook: DueWebhook) => Promise<void>;
  /** Told when a run is taken from the queue, with how long it waited; returns the traceparent for the sandbox. For telemetry. */
  onTaken?: (run: { runId: string; traceparent: string | null; createdAt: string }) => string | null;
  /** Told once what a run left, when it is committed; also of runs that were taken over. For telemetry. */
  onPersisted?: (run: StoredRun, left: FinishedFolder) => void;
}
