import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as received over the wire. Times in milliseconds since 1970. */
export interface CollectedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  startMs: number;
  endMs: number;
  failed: boolean;
  attributes: Record<string, unknown>;
  marks: { name: string; attributes: Record<string, unknown> }[];
}

interface Value {
  stringValue?: string;
  intValue?: number | string;
  doubleValue?: number;
  boolValue?: boolean;
}
type Pairs = { key: string; value: Value }[];
interface Point {
  attributes: Pairs;
  asDouble?: number;
  asInt?: number | string;
  count?: number;
  sum?: number;
}
interface Body {
  resourceSpans?: {
    resource: { attributes: Pairs };
    scopeSpans: {
      spans: {
        name: string;
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        startTimeUnixNano: string;
        endTimeUnixNano: string;
        status: { code: number };
        attributes: Pairs;
        events: { name: string; attributes: Pairs }[];
      }[];
    }[];
  }[];
  resourceMetrics?: {
    scopeMetrics: { metrics: { name: string; sum?: { dataPoints: Point[] }; histogram?: { dataPoints: Point[] } }[] }[];
  }[];
}

const FAILED = 2;

/** An OTLP collector over HTTP and JSON on loopback. `answer` responds to each request; default: accepts it. */
export async function startCollector(answer: (response: ServerResponse) => void = accept) {
  const requests: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    answer(response);
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const bodies = () => requests.map(({ body }) => JSON.parse(body) as Body);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans: () => bodies().flatMap(spansOf),
    resources: () =>
      bodies()
        .flatMap(({ resourceSpans = [] }) => resourceSpans)
        .map(({ resource }) => record(resource.attributes)),
    /** `rote.runs{rote.status=completed}`: the value of each point in the last export; for a histogram its count. */
    metrics: () => pointsOf(bodies().findLast(({ resourceMetrics }) => resourceMetrics !== undefined)),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function accept(response: ServerResponse): void {
  response.setHeader('content-type', 'application/json').end('{}');
}

function spansOf({ resourceSpans = [] }: Body): CollectedSpan[] {
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map((span) => ({
      name: span.name,
      traceId: span.traceId,
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      startMs: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
      endMs: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
      failed: span.status.code === FAILED,
      attributes: record(span.attributes),
      marks: span.events.map(({ name, attributes }) => ({ name, attributes: record(attributes) })),
    }));
}

function pointsOf(body: Body | undefined): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { scopeMetrics } of body?.resourceMetrics ?? []) {
    for (const { name, sum, histogram } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      for (const point of (sum ?? histogram)?.dataPoints ?? []) {
        const labels = Object.entries(record(point.attributes)).map(([key, value]) => `${key}=${String(value)}`);
        found[labels.length === 0 ? name : `${name}{${labels.sort().join(',')}}`] = Number(point.asDouble ?? point.asInt ?? point.count);
      }
    }
  }
  return found;
}

function record(pairs: Pairs): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map(({ key, value }) => [
      key,
      value.stringValue ?? value.boolValue ?? value.doubleValue ?? (value.intValue === undefined ? undefined : Number(value.intValue)),
    ]),
  );
}
