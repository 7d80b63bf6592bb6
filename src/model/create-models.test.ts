import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RoteError } from '../contract/index.ts';
import { costOf, loadPrices } from './prices.ts';
import { createModels } from './providers/create-models.ts';
import { describeModels } from './providers/describe-models.ts';
import { addUsage, noUsage } from './usage.ts';

function setupProblem(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(RoteError);
    expect((error as RoteError).code).toBe('SETUP_FAILED');
    return (error as RoteError).message;
  }
  throw new Error('nothing was rejected');
}

describe('models from the environment', () => {
  it.each([
    ['no model at all', {}, 'ROTE_MODEL'],
    ['an empty model', { ROTE_MODEL: '  ' }, 'ROTE_MODEL'],
    ['a name without provider', { ROTE_MODEL: 'gpt-5' }, 'provider:model'],
    ['an unknown provider', { ROTE_MODEL: 'acme:gpt' }, 'anthropic, openai, google, openai-compatible'],
    ['a provider without model', { ROTE_MODEL: 'openai:' }, 'provider:model'],
    ['no key for Anthropic', { ROTE_MODEL: 'anthropic:claude-x' }, 'ANTHROPIC_API_KEY'],
    ['no key for OpenAI', { ROTE_MODEL: 'openai:gpt-x', OPENAI_API_KEY: '' }, 'OPENAI_API_KEY'],
    ['no key for Google', { ROTE_MODEL: 'google:gemini-x' }, 'GOOGLE_GENERATIVE_AI_API_KEY'],
    ['no address', { ROTE_MODEL: 'openai-compatible:m' }, 'ROTE_OPENAI_COMPATIBLE_URL'],
    ['an invalid address', { ROTE_MODEL: 'openai-compatible:m', ROTE_OPENAI_COMPATIBLE_URL: 'file:///etc' }, 'ROTE_OPENAI_COMPATIBLE_URL'],
    [
      'no key for the utility model',
      { ROTE_MODEL: 'openai:a', OPENAI_API_KEY: 'k', ROTE_UTILITY_MODEL: 'anthropic:b' },
      'ANTHROPIC_API_KEY',
    ],
    ['a missing price file', { ROTE_MODEL: 'openai:a', OPENAI_API_KEY: 'k', ROTE_PRICES: '/nowhere/prices.json' }, 'ROTE_PRICES'],
  ])('rejects %s and names what to set', (_case, env, word) => {
    expect(setupProblem(() => createModels({ env }))).toContain(word);
  });

  it('rejects an address with a password without repeating it', () => {
    const env = { ROTE_MODEL: 'openai-compatible:m', ROTE_OPENAI_COMPATIBLE_URL: 'http://me:hunter2@127.0.0.1/v1' };
    expect(setupProblem(() => createModels({ env }))).not.toContain('hunter2');
  });

  it('uses the primary model as utility model unless another is set; settings take precedence over the environment', () => {
    const env = { ROTE_MODEL: 'openai:a', OPENAI_API_KEY: 'k', ROTE_UTILITY_MODEL: 'openai:b' };
    expect(createModels({ env }).utility.name).toBe('openai:b');
    expect(createModels({ env, model: 'openai:c', utilityModel: 'openai:d' })).toMatchObject({
      primary: { name: 'openai:c' },
      utility: { name: 'openai:d' },
    });
    const { primary, utility } = createModels({ env: { ROTE_MODEL: 'openai:a', OPENAI_API_KEY: 'k' } });
    expect(utility).toBe(primary);
  });

  it('accepts colons and slashes in a model name', () => {
    const env = { ROTE_OPENAI_COMPATIBLE_URL: 'http://127.0.0.1:1/v1' };
    expect(createModels({ env, model: 'openai-compatible:meta/llama3:70b' }).primary.name).toBe('openai-compatible:meta/llama3:70b');
  });
});

describe('describeModels', () => {
  it('returns names, never values', () => {
    const described = describeModels({
      ROTE_MODEL: 'anthropic:claude-x',
      ANTHROPIC_API_KEY: 'sk-secret-value',
      ROTE_UTILITY_MODEL: 'openai:gpt',
    });
    expect(JSON.stringify(described)).not.toContain('sk-secret');
    expect(described).toMatchObject({
      primary: 'anthropic:claude-x',
      utility: 'openai:gpt',
      problems: ['openai:gpt needs OPENAI_API_KEY'],
    });
    expect(described.keys).toContainEqual({ provider: 'anthropic', variable: 'ANTHROPIC_API_KEY', set: true });
  });

  it('says what does not work without a model', () => {
    expect(describeModels({})).toMatchObject({ primary: null, utility: null, problems: [expect.stringContaining('playbooks run')] });
  });

  it('reports no problems for a complete setup', () => {
    expect(describeModels({ ROTE_MODEL: 'google:g', GEMINI_API_KEY: 'k' }).problems).toEqual([]);
    expect(describeModels({ ROTE_MODEL: 'openai-compatible:g', ROTE_OPENAI_COMPATIBLE_URL: 'http://127.0.0.1/v1' }).problems).toEqual([]);
  });
});

describe('the cost of a call', () => {
  const prices = loadPrices();
  const tokens = { input: 1_000_000, cached: 400_000, cacheWrite: 0, output: 100_000 };

  it('follows the table, with cached input at its own price', () => {
    expect(costOf(prices, 'openai:gpt-5-mini', tokens)).toBeCloseTo(0.6 * 0.25 + 0.4 * 0.025 + 0.1 * 2, 10);
  });

  it('is known for dated names and unknown for all others', () => {
    expect(costOf(prices, 'anthropic:claude-haiku-4-5-20251001', tokens)).not.toBeNull();
    expect(costOf(prices, 'openai:gpt-5-2025-08-07', tokens)).not.toBeNull();
    expect(costOf(prices, 'openai:gpt-5-something', tokens)).toBeNull();
    expect(costOf(prices, 'openai-compatible:gpt-5', tokens)).toBeNull();
  });

  it("follows a user's file where it has one, and an invalid file is rejected with the place", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rote-prices-'));
    try {
      const file = join(folder, 'prices.json');
      await writeFile(
        file,
        JSON.stringify({ models: { 'openai-compatible:local': { input: 1, output: 2 }, 'openai:gpt-5': { input: 9, output: 9 } } }),
      );
      expect(costOf(loadPrices(file), 'openai-compatible:local', tokens)).toBeCloseTo(1.2, 10);
      expect(loadPrices(file).get('openai:gpt-5')).toEqual({ input: 9, output: 9 });
      expect(loadPrices(file).has('openai:gpt-5-mini')).toBe(true);
      await writeFile(file, JSON.stringify({ models: { 'openai:gpt-5': { input: '9', output: 9 } } }));
      expect(setupProblem(() => loadPrices(file))).toContain('models.openai:gpt-5.input');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is unknown for a sum if it is unknown for one addend', () => {
    const priced = { ...noUsage, input: 5, cost_usd: 0.5 };
    expect(addUsage(priced, priced)).toEqual({ input: 10, cached: 0, output: 0, reasoning: 0, cost_usd: 1 });
    expect(addUsage(priced, { ...priced, cost_usd: null }).cost_usd).toBeNull();
  });
});
