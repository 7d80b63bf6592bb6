import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Log } from '../../base/index.ts';
import type { Target } from '../export-settings.ts';

/** Limit of one export with all its retries. Below the limit of a shutdown, so no export outlives it. */
const EXPORT_TIMEOUT_MS = 2_500;

/** Owns the sockets to a collector, to close them however it behaves, and knows whether exports are failing. */
export class CollectorConnection {
  readonly #log: Log;
  readonly #agents: HttpAgent[] = [];
  #failing = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Options of an exporter. Throws when a certificate cannot be read. */
  options({ url, headers, certificates }: Target) {
    const agent = url.startsWith('https:')
      ? new HttpsAgent({ keepAlive: true, ...read(certificates) })
      : new HttpAgent({ keepAlive: true });
    this.#agents.push(agent);
    return { url, headers, timeoutMillis: EXPORT_TIMEOUT_MS, httpAgentOptions: () => agent };
  }

  /** Logs once when exports start to fail, and once when they succeed again. `error` may quote an answer: only its kind is logged. */
  recordExport(failed: boolean, error: unknown): void {
    if (failed && !this.#failing) this.#log.warn('exports to the OpenTelemetry collector fail', { problem: kindOf(error) });
    if (!failed && this.#failing) this.#log.info('exports to the OpenTelemetry collector succeed again');
    this.#failing = failed;
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }
}

function read({ ca, cert, key }: Target['certificates']) {
  return { ca: ca && readFileSync(ca), cert: cert && readFileSync(cert), key: key && readFileSync(key) };
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  return 'code' in error && error.code !== undefined ? String(error.code) : error.name;
}
