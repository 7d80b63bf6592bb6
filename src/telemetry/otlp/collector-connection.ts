import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Log } from '../../base/index.ts';
import type { Target } from '../export-settings.ts';

/** Of one export with all its retries. Below the limit of a shutdown, so that none is under way after it. */
const EXPORT_MS = 2_500;

/** The sockets to a collector, so that they can be let go of however it behaves, and what was last heard of it. */
export class CollectorConnection {
  readonly #log: Log;
  readonly #agents: HttpAgent[] = [];
  #failing = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** For an exporter. Throws when a certificate cannot be read. */
  options({ url, headers, certificates }: Target) {
    const agent = url.startsWith('https:')
      ? new HttpsAgent({ keepAlive: true, ...read(certificates) })
      : new HttpAgent({ keepAlive: true });
    this.#agents.push(agent);
    return { url, headers, timeoutMillis: EXPORT_MS, httpAgentOptions: () => agent };
  }

  /** Says once when the collector begins to fail, and once when it is well again. `error` may hold an answer's text: only its kind is told. */
  heard(failed: boolean, error: unknown): void {
    if (failed && !this.#failing) this.#log.warn('the OpenTelemetry collector does not take what is sent', { problem: kindOf(error) });
    if (!failed && this.#failing) this.#log.info('the OpenTelemetry collector takes what is sent again');
    this.#failing = failed;
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }
}

function read({ ca, cert, key }: Target['certificates']) {
  return { ...(ca && { ca: readFileSync(ca) }), ...(cert && { cert: readFileSync(cert) }), ...(key && { key: readFileSync(key) }) };
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  return 'code' in error && error.code !== undefined ? String(error.code) : error.name;
}
