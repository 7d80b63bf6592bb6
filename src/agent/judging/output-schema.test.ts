import { describe, expect, it } from 'vitest';
import { done, runScripted } from '../testing/harness.ts';

const outputSchema = {
  type: 'object',
  properties: {
    order: { type: 'integer' },
    status: { enum: ['open', 'cancelled'] },
    lines: { type: 'array', items: { type: 'string' }, minItems: 1 },
  },
  required: ['order', 'status'],
  additionalProperties: false,
};
const good = { order: 10234, status: 'cancelled' };

describe('structured output', () => {
  it('is the data of the result if it fits', async () => {
    const { result } = await runScripted({ outputSchema, turns: [done({ data: good })] });
    expect(result).toMatchObject({ status: 'success', data: good });
  });

  it('may be a string of JSON', async () => {
    const { result } = await runScripted({ outputSchema, turns: [done({ data: JSON.stringify(good) })] });
    expect(result.data).toEqual(good);
  });

  it.each([
    ['a missing field', { order: 1 }, 'status'],
    ['a wrong type', { order: '10234', status: 'open' }, 'order'],
    ['an unknown field', { ...good, extra: 1 }, 'extra'],
    ['an empty list', { ...good, lines: [] }, 'lines'],
    ['no data', undefined, 'data'],
    ['a string that is not JSON', 'cancelled', 'data'],
  ])('with %s get one chance of correction, with the reason in the prompt', async (_what, data, words) => {
    const { result, prompt } = await runScripted({ outputSchema, turns: [done({ data }), done({ data: good })] });
    expect(prompt(2)).toContain('does not fit the schema');
    expect(prompt(2)).toContain(words);
    expect(result).toMatchObject({ status: 'success', data: good, steps: 2 });
  });

  it('is a failure that names the field if it is still wrong', async () => {
    const { result, model } = await runScripted({ outputSchema, turns: () => done({ data: { order: 1 } }) });
    expect(model.calls).toHaveLength(2);
    expect(result).toMatchObject({ status: 'failure', error: { code: 'VALIDATION_FAILED', message: expect.stringContaining('status') } });
  });

  it('is not required of a failure', async () => {
    const { result } = await runScripted({ outputSchema, turns: [done({ success: false, summary: 'No such order.' })] });
    expect(result).toMatchObject({ status: 'failure', steps: 1, error: { code: 'STEP_FAILED' } });
  });

  it('may be a list, which the report contains as value', async () => {
    const { result } = await runScripted({ outputSchema: { type: 'array', items: { type: 'number' } }, turns: [done({ data: [1, 2] })] });
    expect(result).toMatchObject({ status: 'success', data: { value: [1, 2] } });
  });

  it.each([[{ $ref: 'http://elsewhere/schema.json' }], [{ type: 'object', if: {}, else: {} }], [{ type: 'whatever' }]])(
    'with an unusable schema (%j) is rejected before the model is called',
    async (broken) => {
      const { result, model } = await runScripted({ outputSchema: broken, turns: [done()] });
      expect(model.calls).toHaveLength(0);
      expect(result).toMatchObject({
        status: 'error',
        error: { code: 'VALIDATION_FAILED', message: expect.stringContaining('output_schema') },
      });
    },
  );

  it('is whatever the agent returns without a schema', async () => {
    expect((await runScripted({ turns: [done({ data: { total: 3 } })] })).result.data).toEqual({ total: 3 });
    expect((await runScripted({ turns: [done()] })).result.data).toEqual({});
  });
});
