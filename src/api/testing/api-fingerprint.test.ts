import { expect, test } from 'vitest';
import { apiFingerprint } from './api-fingerprint.ts';

const field = (schema: object) => ({ paths: {}, components: { schemas: { Run: { properties: { description: schema } } } } });

test.each([
  ['a limit', field({ type: 'string', minLength: 1 })],
  ['a field of another type', field({ type: 'number' })],
  ['a new path', { ...field({ type: 'string' }), paths: { '/v1/batches': {} } }],
])('%s changes the fingerprint', (_name, document) => {
  expect(apiFingerprint(document)).not.toBe(apiFingerprint(field({ type: 'string' })));
});

test('texts and examples do not change it', () => {
  const described = field({ type: 'string', description: 'What it does.', examples: ['Cancels an order.'] });
  expect(apiFingerprint(described)).toBe(apiFingerprint(field({ type: 'string' })));
});
