import { assert, integer, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapDifference } from './bootstrap.ts';
import { FEWEST_PAIRS, mcnemar } from './mcnemar.ts';
import { passAtK, passHatK } from './pass-at-k.ts';
import { mean, quantile } from './quantile.ts';
import { wilson } from './wilson.ts';

describe('wilson', () => {
  // By hand with z = 1.96: 8 of 10 has the centre (0.8 + 0.19207) / 1.38415 = 0.71674 and the half width 0.22657.
  it.each([
    [8, 10, 0.49016, 0.94331],
    [0, 10, 0, 0.27754],
    [10, 10, 0.72246, 1],
    [1, 2, 0.09453, 0.90547],
    [50, 100, 0.40383, 0.59617],
  ])('%i of %i', (hits, of, low, high) => {
    const found = wilson(hits, of)!;
    expect(found.value).toBe(hits / of);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it('is undefined for no trials, and always contains the share itself', () => {
    expect(wilson(0, 0)).toBeUndefined();
    assert(
      property(integer({ min: 1, max: 500 }), nat(500), (of, some) => {
        const { value, low, high } = wilson(Math.min(some, of), of)!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('pass@k and pass^k', () => {
  // n = 5, c = 3: of the 10 ways to choose two trials, 1 has no pass (the two failures) and 3 have two passes.
  it.each([
    [5, 3, 1, 0.6, 0.6],
    [5, 3, 2, 1 - 1 / 10, 3 / 10],
    [5, 3, 3, 1, 1 / 10],
    [5, 3, 4, 1, 0],
    [4, 4, 4, 1, 1],
    [4, 0, 2, 0, 0],
  ])('of %i trials %i passed, k = %i', (trials, passed, k, any, all) => {
    expect(passAtK(trials, passed, k)).toBeCloseTo(any, 12);
    expect(passHatK(trials, passed, k)).toBeCloseTo(all, 12);
  });

  it('is undefined for more trials than there were', () => {
    expect(passAtK(2, 1, 3)).toBeUndefined();
    expect(passHatK(2, 2, 3)).toBeUndefined();
  });

  it('is unbiased: its mean over all outcomes of n trials is the true probability', () => {
    const [p, n, k] = [0.3, 6, 2];
    const choose = (all: number, some: number): number => (some === 0 ? 1 : (choose(all - 1, some - 1) * all) / some);
    const expected = (estimate: (c: number) => number) =>
      Array.from({ length: n + 1 }, (_, c) => choose(n, c) * p ** c * (1 - p) ** (n - c) * estimate(c)).reduce(
        (sum, part) => sum + part,
        0,
      );
    expect(expected((c) => passHatK(n, c, k)!)).toBeCloseTo(p ** k, 12);
    expect(expected((c) => passAtK(n, c, k)!)).toBeCloseTo(1 - (1 - p) ** k, 12);
  });
});

describe('quantile', () => {
  const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);
  it.each([
    [upTo(20), 0.95, 19],
    [upTo(100), 0.95, 95],
    [upTo(10), 0.95, 10],
    [[3, 1, 2], 0.5, 2],
    [[7], 0.95, 7],
  ])('of %j at %d', (values, share, wanted) => {
    expect(quantile(values, share)).toBe(wanted);
  });
  it('is undefined without values', () => {
    expect(quantile([], 0.95)).toBeUndefined();
    expect(mean([])).toBeUndefined();
  });
});

describe('mcnemar', () => {
  // Twice the tail of a fair coin: 1 or fewer of 8 is (1 + 8) / 256.
  it.each([
    [0, 0, 1],
    [1, 0, 1],
    [5, 0, 2 / 32],
    [6, 0, 2 / 64],
    [7, 1, (2 * 9) / 256],
    [1, 7, (2 * 9) / 256],
    [4, 4, 1],
    [10, 2, (2 * (1 + 12 + 66)) / 4096],
  ])('%i worse, %i better', (worse, better, p) => {
    expect(mcnemar(worse, better)).toBeCloseTo(p, 12);
  });

  it('needs six pairs in one direction, and works for thousands', () => {
    expect(mcnemar(FEWEST_PAIRS - 1, 0)).toBeGreaterThan(0.05);
    expect(mcnemar(FEWEST_PAIRS, 0)).toBeLessThan(0.05);
    expect(mcnemar(700, 600)).toBeCloseTo(0.0060157938610449525, 10);
    expect(mcnemar(3_000, 3_000)).toBe(1);
  });
});

describe('bootstrapDifference', () => {
  it('gives the mean of the cases and the same interval for the same seed', () => {
    const groups = [
      [1, 3.5],
      [5.1, 6.9],
      [2.3, 1.7],
    ];
    const once = bootstrapDifference(groups, 42)!;
    expect(once).toEqual(bootstrapDifference(groups, 42));
    expect(once).not.toEqual(bootstrapDifference(groups, 43));
    expect(once.value).toBeCloseTo((2.25 + 6 + 2) / 3, 12);
    expect(once.pairs).toBe(6);
    expect(once.low).toBeLessThan(once.value);
    expect(once.high).toBeGreaterThan(once.value);
    // No draw can leave what was observed.
    expect(once.low).toBeGreaterThanOrEqual(1);
    expect(once.high).toBeLessThanOrEqual(6.9);
  });

  it('has no spread when all pairs agree, and counts a case with many trials once', () => {
    expect(bootstrapDifference([[2, 2, 2], [2]], 1)).toMatchObject({ value: 2, low: 2, high: 2, pairs: 4 });
    expect(bootstrapDifference([[0, 0, 0, 0, 0, 0], [6]], 1)!.value).toBe(3);
    expect(bootstrapDifference([[], []], 1)).toBeUndefined();
  });

  it('contains the true difference about 95 times out of 100', () => {
    // 24 pairs in 12 cases whose differences are drawn evenly from -1 to 1: the truth is 0.
    let state = 7;
    const random = () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state / 2 ** 31;
    };
    let held = 0;
    for (let round = 0; round < 100; round++) {
      const groups = Array.from({ length: 12 }, () => [random() * 2 - 1, random() * 2 - 1]);
      const { low, high } = bootstrapDifference(groups, round)!;
      if (low <= 0 && high >= 0) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(85);
  });
});
