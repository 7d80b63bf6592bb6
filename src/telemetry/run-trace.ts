import type { ErrorCode, RunEvent, RunReport } from '../contract/index.ts';
import { OpeningSpans } from './opening-spans.ts';
import type { RunSum } from './run-meter.ts';
import {
  actionAttributes,
  guardAttributes,
  modelAttributes,
  playbookAttributes,
  recordingAttributes,
  reportAttributes,
  stepAttributes,
} from './span-attributes.ts';
import type { Attributes, SpanName, SpanWriter, WrittenSpan } from './span-writer.ts';
import type { FollowedRun } from './telemetry.ts';

/** Limits the spans of a page whose every request is refused; the count on `rote.run` includes all. */
const MAX_GUARD_SPANS = 200;

/** Builds the spans of one run from its events alone. */
export class RunTrace {
  readonly #run: FollowedRun;
  readonly #writer: SpanWriter;
  /** Until the first step of playbook or agent: a login is reported only when it has ended. */
  readonly #opening = new OpeningSpans();
  #root: WrittenSpan | undefined;
  #setup: WrittenSpan | undefined;
  #step: { number: number; startMs: number; span: WrittenSpan } | undefined;
  #recording: WrittenSpan | undefined;
  #startMs = 0;
  #guardSpans = 0;

  constructor(run: FollowedRun, writer: SpanWriter) {
    this.#run = run;
    this.#writer = writer;
  }

  onEvent(event: RunEvent): void {
    const atMs = Date.parse(event.at);
    const first = this.#root === undefined;
    const root = this.#rootAt(atMs);
    switch (event.type) {
      case 'status':
        if (first && event.status === 'starting') this.#setup = this.#open('rote.setup', root, atMs);
        if (event.status === 'running') this.#driverStarted(root, event.playbook, atMs);
        break;
      case 'step_started':
        this.#opening.endUnder(root);
        this.#endStep(atMs);
        this.#step = { number: event.step, startMs: atMs, span: this.#open('rote.step', root, atMs, { 'rote.step.number': event.step }) };
        break;
      case 'step':
        this.#stepEnded(root, event, atMs);
        break;
      case 'action':
        this.#addSpan(event.duration_ms, atMs, 'rote.action', actionAttributes(event), event.error?.code);
        break;
      case 'model':
        this.#addSpan(event.duration_ms, atMs, 'rote.model', modelAttributes(event), event.code);
        break;
      case 'guard':
        this.#guardSpans += 1;
        if (this.#guardSpans <= MAX_GUARD_SPANS) this.#addSpan(0, atMs, 'rote.guard', guardAttributes(event));
        break;
      case 'handoff':
        this.#opening.endUnder(root);
        root.mark('rote.handoff', { 'rote.step.number': event.step, 'rote.handoff.taken': event.taken }, atMs);
        break;
      case 'agent_step':
        this.#opening.endUnder(root);
        break;
      case 'notice':
        root.mark('rote.notice', { 'rote.notice.kind': event.kind }, atMs);
        break;
      case 'complete':
        this.#opening.endUnder(root);
        this.#endStep(atMs, event.error?.code);
        this.#endSetup(atMs, event.error?.code);
        this.#recording ??= this.#open('rote.recording', root, atMs);
        break;
      case 'ledger':
        break;
    }
  }

  end(sum: RunSum, blocks: number, report: RunReport | undefined, endedMs: number): void {
    const root = this.#rootAt(report === undefined ? endedMs : Date.parse(report.started_at));
    this.#opening.endUnder(root);
    this.#endStep(endedMs, sum.error);
    this.#endSetup(endedMs, sum.error);
    if (report) this.#recording?.add(recordingAttributes(report));
    this.#recording?.end(endedMs);
    root.add({ 'rote.status': sum.status, 'rote.guard.blocks': blocks, ...(report && reportAttributes(report)) });
    root.end(endedMs, sum.error);
  }

  #rootAt(startMs: number): WrittenSpan {
    if (this.#root) return this.#root;
    const { directiveLength, traceparent } = this.#run;
    this.#startMs = startMs;
    this.#root = this.#open(
      'rote.run',
      traceparent,
      startMs,
      directiveLength === undefined ? {} : { 'rote.directive.length': directiveLength },
    );
    return this.#root;
  }

  #open(name: SpanName, parent: WrittenSpan | string | null | undefined, startMs: number, attributes: Attributes = {}): WrittenSpan {
    return this.#writer.open({ name, parent, startMs, attributes: { 'rote.run_id': this.#run.runId, ...attributes } });
  }

  #driverStarted(root: WrittenSpan, playbook: string | null | undefined, atMs: number): void {
    // A run is `running` again after it waited for a person; only the first time ends its setup.
    if (this.#setup === undefined) return;
    this.#endSetup(atMs);
    root.add(playbookAttributes(playbook));
    this.#opening.begin();
  }

  /** A login (step 0) and the steps recovered from a killed run have no start event. */
  #stepEnded(root: WrittenSpan, event: Extract<RunEvent, { type: 'step' }>, atMs: number): void {
    const { result } = event;
    let span = this.#step?.number === result.step ? this.#step.span : undefined;
    if (span === undefined) {
      const startMs = Math.max(this.#startMs, atMs - result.duration_ms);
      span = this.#open('rote.step', root, startMs);
      if (result.step === 0) this.#opening.adopt(root, span, startMs);
    } else this.#step = undefined;
    span.add(stepAttributes(event));
    span.end(atMs, result.error?.code);
  }

  /** Adds a span to the current step, before the first step to the setup, else to the run. Durations are rounded: no span starts before its parent. */
  #addSpan(durationMs: number, endMs: number, name: SpanName, attributes: Attributes, error?: ErrorCode): void {
    const write = (parent: WrittenSpan, notBeforeMs: number) =>
      this.#open(name, parent, Math.max(this.#startMs, notBeforeMs, endMs - durationMs), attributes).end(endMs, error);
    if (this.#step) write(this.#step.span, this.#step.startMs);
    else if (this.#setup) write(this.#setup, this.#startMs);
    else if (!this.#opening.hold(endMs, write)) write(this.#root!, this.#startMs);
  }

  #endSetup(atMs: number, error?: ErrorCode): void {
    this.#setup?.end(atMs, error);
    this.#setup = undefined;
  }

  #endStep(atMs: number, error?: ErrorCode): void {
    this.#step?.span.end(atMs, error);
    this.#step = undefined;
  }
}
