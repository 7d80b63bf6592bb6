import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { errorMessage } from '../base/index.ts';
import { RoteError } from '../contract/index.ts';
import shipped from './prices.json' with { type: 'json' };

/**
 * US dollars per million tokens. `cached`: input read from the provider's cache; `cache_write`: input written to it.
 */
const priceSchema = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cached: z.number().min(0).optional(),
  cache_write: z.number().min(0).optional(),
});
type ModelPrice = z.infer<typeof priceSchema>;

const priceFileSchema = z.strictObject({ source: z.string().optional(), models: z.record(z.string(), priceSchema) });

/** Prices by `provider:model`. */
export type PriceTable = ReadonlyMap<string, ModelPrice>;

export interface BilledTokens {
  /** All input tokens, cached ones included. */
  input: number;
  cached: number;
  cacheWrite: number;
  /** All output tokens, reasoning included. */
  output: number;
}

/**
 * The shipped table, overridden by the entries of a user's file (`ROTE_PRICES`). Throws SETUP_FAILED for an invalid
 * file.
 */
export function loadPrices(userFile?: string): PriceTable {
  const models = priceFileSchema.parse(shipped).models;
  return new Map(Object.entries({ ...models, ...(userFile === undefined ? {} : readPriceFile(userFile)) }));
}

/**
 * US dollars for one call, or null when the table lacks the model. A dated name (`claude-haiku-4-5-20251001`,
 * `gpt-5-2025-08-07`) falls back to the undated one; nothing else is guessed, because a wrong price is worse than none.
 */
export function costOf(prices: PriceTable, model: string, tokens: BilledTokens): number | null {
  const price = prices.get(model) ?? prices.get(model.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, ''));
  if (price === undefined) return null;
  const fresh = Math.max(0, tokens.input - tokens.cached - tokens.cacheWrite);
  const dollars =
    fresh * price.input +
    tokens.cached * (price.cached ?? price.input) +
    tokens.cacheWrite * (price.cache_write ?? price.input) +
    tokens.output * price.output;
  return dollars / 1_000_000;
}

function readPriceFile(path: string): Record<string, ModelPrice> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new RoteError('SETUP_FAILED', `The price file ${path} (ROTE_PRICES) cannot be read as JSON: ${errorMessage(error)}.`, {
      cause: error,
    });
  }
  const parsed = priceFileSchema.safeParse(content);
  if (parsed.success) return parsed.data.models;
  const first = parsed.error.issues[0];
  throw new RoteError(
    'SETUP_FAILED',
    `The price file ${path} (ROTE_PRICES) is invalid at "${first?.path.join('.') ?? ''}": ${first?.message ?? 'unknown problem'}.`,
  );
}
