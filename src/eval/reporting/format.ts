import type { Interval } from '../statistics/wilson.ts';

const NONE = '–';

export function percent(share: number | null | undefined, digits = 1): string {
  return share === null || share === undefined ? NONE : `${Number((share * 100).toFixed(digits))} %`;
}

export function interval(rate: Interval | null): string {
  return rate === null ? NONE : `${percent(rate.low).replace(' %', '')} to ${percent(rate.high)}`;
}

export function time(ms: number | null): string {
  if (ms === null) return NONE;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

export function count(value: number | null, digits = 1): string {
  if (value === null) return NONE;
  return Number(value.toFixed(digits)).toLocaleString('en-US');
}

export function money(usd: number | null): string {
  if (usd === null) return 'unknown';
  if (usd === 0) return '$0';
  return usd < 0.01 ? `$${usd.toFixed(6)}` : `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}
