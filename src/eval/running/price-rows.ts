import type { Header } from '../records/header.ts';
import type { JournalLine } from '../records/trial-record.ts';
import type { EvalParts } from './eval-deps.ts';

/** The prices used for costs: of every model that was called, and those that the suite sets. */
export function priceRows({ suite, priceOf }: Pick<EvalParts, 'suite' | 'priceOf'>, lines: readonly JournalLine[]): Header['prices'] {
  const models = [...new Set(lines.flatMap((line) => (line.type === 'finished' ? line.models : [])))].sort();
  const table = models.flatMap((model) => {
    const price = priceOf(model);
    return price === undefined ? [] : [{ model, source: 'table' as const, ...price }];
  });
  const own = new Map<string, string[]>();
  for (const { id, token_prices: prices } of suite.cases) {
    if (prices === undefined) continue;
    const key = JSON.stringify({ input: prices.input, cached: prices.cached ?? null, output: prices.output });
    own.set(key, [...(own.get(key) ?? []), id]);
  }
  const rows = [...own].map(([key, ids]) => {
    const named = ids.length === suite.cases.length ? 'all cases' : `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`;
    return { model: named, source: 'suite' as const, ...(JSON.parse(key) as { input: number; cached: number | null; output: number }) };
  });
  return [...table, ...rows];
}
