import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Admission, type CallOutcome, createCircuitBreaker } from './calling/circuit-breaker.ts';

function open(clock: { now(): number }) {
  const breaker = createCircuitBreaker(clock);
  const call = (outcome: CallOutcome) => admitted(breaker.admit()).report(outcome);
  return { breaker, call };
}

function admitted(admission: Admission) {
  if (!admission.admitted) throw new Error('not admitted');
  return admission;
}

describe('the circuit breaker', () => {
  it('opens after three failures in a row and reports for how long', () => {
    const { breaker, call } = open({ now: () => 1000 });
    call('failed');
    call('failed');
    expect(breaker.state).toBe('closed');
    call('failed');
    expect(breaker.state).toBe('open');
    expect(breaker.admit()).toEqual({ admitted: false, retryInMs: 30_000 });
  });

  it('forgets failures at a success', () => {
    const { breaker, call } = open({ now: () => 0 });
    for (const outcome of ['failed', 'failed', 'ok', 'failed', 'failed'] as const) call(outcome);
    expect(breaker.state).toBe('closed');
  });

  it('admits one trial after the cool-down, and no second one meanwhile', () => {
    let now = 0;
    const { breaker, call } = open({ now: () => now });
    for (let i = 0; i < 3; i += 1) call('failed');
    now = 30_000;
    expect(breaker.state).toBe('half_open');
    const trial = admitted(breaker.admit());
    expect(breaker.admit()).toMatchObject({ admitted: false });
    trial.report('ok');
    expect(breaker.state).toBe('closed');
    expect(breaker.admit()).toMatchObject({ admitted: true });
  });

  it('opens again when the trial fails', () => {
    let now = 0;
    const { breaker, call } = open({ now: () => now });
    for (let i = 0; i < 3; i += 1) call('failed');
    now = 31_000;
    call('failed');
    expect(breaker.admit()).toEqual({ admitted: false, retryInMs: 30_000 });
  });

  it('admits another trial when the first was cancelled', () => {
    let now = 0;
    const { breaker, call } = open({ now: () => now });
    for (let i = 0; i < 3; i += 1) call('failed');
    now = 30_000;
    call('abandoned');
    expect(breaker.admit()).toMatchObject({ admitted: true });
  });

  it('is not closed by the late success of an earlier call', () => {
    const { breaker, call } = open({ now: () => 0 });
    const late = admitted(breaker.admit());
    for (let i = 0; i < 3; i += 1) call('failed');
    late.report('ok');
    expect(breaker.state).toBe('open');
  });

  it('never admits two trials at once and always recovers, whatever happens', () => {
    const step = fc.oneof(fc.constantFrom<CallOutcome | 'begin'>('begin', 'ok', 'failed', 'abandoned'), fc.nat({ max: 40_000 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = 0;
        const breaker = createCircuitBreaker({ now: () => now });
        const running: { report(outcome: CallOutcome): void; trial: boolean }[] = [];
        for (const move of steps) {
          if (typeof move === 'number') now += move;
          else if (move === 'begin') {
            const before = breaker.state;
            const admission = breaker.admit();
            if (admission.admitted) running.push({ report: (outcome) => admission.report(outcome), trial: before !== 'closed' });
          } else running.shift()?.report(move);
          expect(running.filter(({ trial }) => trial).length).toBeLessThanOrEqual(1);
        }
        for (const call of running) call.report('abandoned');
        now += 30_000;
        admitted(breaker.admit()).report('ok');
        expect(breaker.state).toBe('closed');
      }),
    );
  });
});
