import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Storage, Totals } from '../../storage/index.ts';
import type { StreamClients } from '../stream/stream-clients.ts';

const SILENT_MS = 10_000;

/** Metrics for Prometheus: this process, its requests and streams, and the runs of the whole service. */
export class ApiMetrics {
  readonly #registry = new Registry();
  readonly #storage: Storage;
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #runs: Gauge<'status'>;
  readonly #workers: Gauge;
  readonly #streams: Gauge;
  readonly #dropped: Counter;
  readonly #clients: StreamClients;

  constructor(storage: Storage, clients: StreamClients) {
    this.#storage = storage;
    this.#clients = clients;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'rote_http_request_seconds',
      help: 'Duration of requests by route; for a stream, its whole lifetime.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    });
    this.#runs = new Gauge({ name: 'rote_runs', help: 'Runs in the database by status.', labelNames: ['status'], registers });
    this.#workers = new Gauge({ name: 'rote_workers', help: 'Workers that reported within the last ten seconds.', registers });
    this.#streams = new Gauge({ name: 'rote_sse_clients', help: 'Readers of event streams in this process.', registers });
    this.#dropped = new Counter({
      name: 'rote_sse_clients_dropped_total',
      help: 'Readers that were dropped because they stopped reading.',
      registers,
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  observeRequest(route: string, method: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  async text(): Promise<string> {
    const [totals, workers, silent] = await Promise.all([
      this.#storage.runs.totals(),
      this.#storage.workers.list(),
      this.#storage.workers.silent(SILENT_MS),
    ]);
    this.#runs.reset();
    for (const [status, count] of Object.entries(totals.byStatus)) this.#runs.set({ status }, count);
    this.#workers.set(workers.length - silent.length);
    this.#streams.set(this.#clients.count);
    this.#dropped.reset();
    this.#dropped.inc(this.#clients.dropped);
    return Registry.merge([this.#registry, countersOf(totals)]).metrics();
  }
}

/** The database counts these, whichever process ended a run: the registry lives for one scrape. */
function countersOf({ counters }: Totals): Registry {
  const registry = new Registry();
  for (const [name, entries] of Map.groupBy(counters, (counter) => counter.name)) {
    const labelNames = [...new Set(entries.flatMap(({ labels }) => Object.keys(labels)))];
    const full = name.startsWith('rote_') ? name : `rote_${name}`;
    const counter = new Counter({ name: full, help: 'Of all runs that have ended.', labelNames, registers: [registry] });
    for (const { labels, value } of entries) counter.inc(labels, value);
  }
  return registry;
}
