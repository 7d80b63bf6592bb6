import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEDGER_STATES, type LedgerState, type RunEventBody } from '../../contract/index.ts';
import { type EffectOf, Ledger } from './ledger.ts';

function openLedger() {
  const events: RunEventBody[] = [];
  const ledger = new Ledger(async (event) => void events.push(event));
  return { ledger, states: () => events.map((event) => ('state' in event ? event.state : event.type)) };
}

const effect = (step: number, description = 'Confirm'): EffectOf => ({ id: String(step), step, description, declared: true });

describe('withdraw', () => {
  test.each<[LedgerState | undefined, boolean]>([
    [undefined, false],
    ['intended', false],
    ['committed', false],
    ['verified', true],
    ['unknown', false],
  ])('after %s: may have happened is %s', async (state, mayHaveHappened) => {
    const { ledger } = openLedger();
    if (state !== undefined) await ledger.move(effect(3), state);
    await ledger.withdraw('3');
    expect(ledger.mayHaveHappened('3')).toBe(mayHaveHappened);
    expect(ledger.state('3')).toBe(mayHaveHappened ? state : undefined);
  });

  test('is reported, so the log does not end with an intention', async () => {
    const { ledger, states } = openLedger();
    await ledger.move(effect(1), 'intended');
    await ledger.withdraw('1');
    await ledger.withdraw('1');
    expect(states()).toEqual(['intended', 'withdrawn']);
  });
});

test('keeps the evidence of an effect, and reports nothing twice', async () => {
  const { ledger, states } = openLedger();
  const evidence = [
    { method: 'POST', host: 'shop.test', path: '/orders', status: 200, outcome: 'answered' as const, at: '2026-01-01T00:00:00.000Z' },
  ];
  await ledger.move(effect(1), 'committed', evidence);
  await ledger.move(effect(1), 'committed');
  await ledger.move(effect(1), 'verified');
  expect(states()).toEqual(['committed', 'verified']);
  expect(ledger.entries()).toEqual([{ ...effect(1), driver: 'playbook', state: 'verified', evidence }]);
});

test('a move is in the event log before it returns, and rejects if the log does [LEDGER-01]', async () => {
  const written = Promise.withResolvers<void>();
  let returned = false;
  const ledger = new Ledger(() => written.promise);
  const moved = ledger.move(effect(1), 'intended').then(() => {
    returned = true;
  });
  await new Promise(setImmediate);
  expect(returned).toBe(false);
  written.resolve();
  await moved;
  const full = new Ledger(() => Promise.reject(new Error('the disk is full')));
  await expect(full.move(effect(1), 'intended')).rejects.toThrow('the disk is full');
  // An effect that may have been intended stays in the ledger.
  expect(full.mayHaveHappened('1')).toBe(true);
});

test('after any moves: one entry per step, in order of steps, with its last state', async () => {
  const move = record({ step: integer({ min: 1, max: 5 }), state: constantFrom(...LEDGER_STATES, 'withdraw' as const) });
  await assert(
    asyncProperty(array(move, { maxLength: 30 }), async (moves) => {
      const { ledger } = openLedger();
      const expected = new Map<number, LedgerState>();
      for (const { step, state } of moves) {
        if (state !== 'withdraw') {
          await ledger.move(effect(step, `Step ${step}`), state);
          expected.set(step, state);
        } else {
          await ledger.withdraw(String(step));
          if (expected.get(step) !== 'verified') expected.delete(step);
        }
      }
      const entries = [...expected]
        .toSorted(([a], [b]) => a - b)
        .map(([step, state]) => expect.objectContaining({ id: String(step), step, state }));
      expect(ledger.entries()).toEqual(entries);
    }),
  );
});
