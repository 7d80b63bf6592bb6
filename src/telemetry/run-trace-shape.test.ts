import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEventBody } from '../contract/index.ts';
import { composeTelemetry } from './compose-telemetry.ts';
import { noMeter } from './run-meter.ts';
import type { SpanStart, SpanWriter, WrittenSpan } from './span-writer.ts';
import { action, reportOf, runStory, step, stepStarted, storyTime } from './testing/run-story.ts';

interface Kept {
  start: SpanStart;
  span: WrittenSpan;
  endMs: number[];
}

/** Records the written spans. */
function keeper(): { writer: SpanWriter; kept: Kept[] } {
  const kept: Kept[] = [];
  const writer: SpanWriter = {
    open(start) {
      const endMs: number[] = [];
      const span: WrittenSpan = { traceparent: null, add: () => undefined, mark: () => undefined, end: (at) => void endMs.push(at) };
      kept.push({ start, span, endMs });
      return span;
    },
  };
  return { writer, kept };
}

const durations = fc.integer({ min: 0, max: 5_000 });
const bodies = fc.oneof<fc.Arbitrary<RunEventBody>[]>(
  fc
    .constantFrom('starting' as const, 'running' as const, 'waiting' as const)
    .map((status) => ({ type: 'status', status, message: '', playbook: null })),
  fc.integer({ min: 1, max: 3 }).map(stepStarted),
  fc.tuple(fc.integer({ min: 0, max: 3 }), durations).map(([number, duration]) => step(number, duration)),
  durations.map((duration) => action(1, 'click', duration)),
  durations.map((duration_ms) => ({ type: 'model', model: 'a:b', purpose: 'agent', ok: true, duration_ms })),
  fc.constant<RunEventBody>({ type: 'guard', where: 'page', verdict: 'blocked', reason: '' }),
  fc.constant<RunEventBody>({ type: 'handoff', step: 1, reason: '', taken: true }),
  fc.constant<RunEventBody>({ type: 'agent_step', step: 1, thought: '', tokens: reportOf().tokens }),
  fc.constant<RunEventBody>({ type: 'complete', status: 'completed', summary: '', error: null }),
);

describe('whatever events a run has, in whatever order', () => {
  it('its spans form one complete tree, in which all are ended and none exceeds its parent', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), bodies), { maxLength: 30 }), fc.boolean(), (told, reported) => {
        const { writer, kept } = keeper();
        const run = composeTelemetry(writer, noMeter, () => Promise.resolve()).followRun({ runId: 'a' });
        let now = 0;
        const events = runStory(
          ...told.map(([after, body]) => {
            now += after;
            return [now, body] as const;
          }),
        );
        for (const event of events) run.onEvent(event);
        run.end(reported ? reportOf() : undefined, storyTime(now));

        const [root, ...others] = kept;
        expect(root!.start).toMatchObject({ name: 'rote.run', parent: undefined });
        for (const { start, endMs } of others) {
          const parent = kept.find(({ span }) => span === start.parent)!;
          expect(parent).toBeDefined();
          expect(start.startMs).toBeGreaterThanOrEqual(parent.start.startMs);
          expect(endMs[0]).toBeGreaterThanOrEqual(start.startMs);
          expect(endMs[0]).toBeLessThanOrEqual(parent.endMs[0]!);
        }
        const written = (name: string) => kept.filter(({ start }) => start.name === name).length;
        const happened = (type: string) => events.filter((event) => event.type === type).length;
        for (const type of ['action', 'model', 'guard']) expect(written(`rote.${type}`)).toBe(happened(type));
      }),
      { numRuns: 500 },
    );
  });
});
