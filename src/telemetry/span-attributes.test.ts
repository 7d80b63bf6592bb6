import { describe, expect, it } from 'vitest';
import type { RunEventBody } from '../contract/index.ts';
import { Secret, SecretBook } from '../secrets/index.ts';
import { openTelemetry } from './index.ts';
import { startCollector } from './testing/collector.ts';
import { action, reportOf, runStory, step, storyTime } from './testing/run-story.ts';

const SECRET = 'Tr0ub4dor&3 horse/päss';
const error = { code: 'STEP_FAILED' as const, message: `not ${SECRET}`, details: { seen: SECRET } };
const told = {
  description: `type ${SECRET}`,
  selector: `text=${SECRET}`,
  output: SECRET,
  detail: SECRET,
  error,
};
const url = `https://user:${encodeURIComponent(SECRET)}@shop.example/${encodeURIComponent(SECRET)}?q=${encodeURIComponent(SECRET)}#${SECRET}`;

/** Every kind of event, with a planted secret wherever text of a user, a page, a model or an error can be. */
const EVENTS: RunEventBody[] = [
  { type: 'status', status: 'starting', message: SECRET },
  { type: 'status', status: 'running', message: SECRET, playbook: SECRET },
  { type: 'step_started', step: 1, total: 1, action: SECRET, description: SECRET },
  action(1, 'goto', 5, { target: SECRET, text: SECRET, url, screenshot: `${SECRET}.jpg`, error, step: 1 }),
  action(2, 'click', 5, { url: `data:text/html,${SECRET}` }),
  { type: 'guard', where: 'page', verdict: 'blocked', reason: SECRET, url },
  { type: 'notice', kind: 'dialog', message: SECRET },
  { type: 'ledger', step: 1, description: SECRET, state: 'intended' },
  step(1, 5, told),
  { type: 'handoff', step: 1, reason: SECRET, taken: true },
  { type: 'model', model: `openai:${SECRET}`, purpose: SECRET, ok: true, duration_ms: 5 },
  { type: 'model', model: SECRET, purpose: SECRET, ok: true, duration_ms: 5 },
  { type: 'agent_step', step: 1, thought: SECRET, tokens: reportOf().tokens },
  { type: 'complete', status: 'failed', summary: SECRET, error },
];

describe('attributes', () => {
  it('hold no text of a user, a page, a model or an error, whatever the events and the report say', async () => {
    const collector = await startCollector();
    const telemetry = await openTelemetry(
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${encodeURIComponent(SECRET)}` },
      'rote-test',
    );
    const run = telemetry.followRun({ runId: 'run-1', traceparent: SECRET, directiveLength: SECRET.length });
    const kinds = new Set(EVENTS.map(({ type }) => type));
    expect(kinds.size).toBe(11);
    for (const event of runStory(...EVENTS.map((body, index) => [index * 10, body] as const))) run.onEvent(event);
    run.end(
      reportOf({
        status: 'failed',
        directive: SECRET,
        playbook: SECRET,
        summary: SECRET,
        data: { [SECRET]: SECRET },
        extracted_texts: [SECRET],
        error,
        warnings: [SECRET],
        ledger: [{ step: 1, description: SECRET, state: 'unknown' }],
        step_results: [{ step: 1, action: 'click', status: 'failed', attempts: 1, duration_ms: 1, ...told }],
        artifacts: [{ path: `downloads/${SECRET}`, kind: 'download', bytes: 7 }],
      }),
      storyTime(500),
    );
    telemetry.requestSpan({ traceparent: SECRET, method: 'POST', route: '/runs', runId: 'run-1' }).end('INTERNAL_ERROR');
    await telemetry.shutdown();
    await collector.close();

    expect(collector.spans().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['rote.run', 'rote.setup', 'rote.step', 'rote.action', 'rote.model', 'rote.guard', 'rote.recording']),
    );
    const book = new SecretBook();
    book.add('planted', new Secret(SECRET));
    // Proves that the search works: the header for the collector contains the secret.
    expect(book.find(JSON.stringify(collector.requests[0]!.headers))).not.toEqual([]);
    for (const { body } of collector.requests) expect(book.find(body)).toEqual([]);
    const values = collector.spans().flatMap(({ attributes }) => Object.values(attributes));
    expect(values).toContain('shop.example');
    expect(values.filter((value) => typeof value === 'string' && /Tr0ub4|horse|not /.test(value))).toEqual([]);
  });
});
