import { expect, test } from 'vitest';
import { runConfigSchema } from '../../contract/index.ts';
import { secretsOf } from './run-secrets.ts';

test('passwords inside addresses are secrets, however they are encoded', () => {
  const secrets = secretsOf(
    runConfigSchema.parse({
      directive: 'go',
      start_url: 'https://bob:hunter%202zz@shop.example/',
      proxy: { server: 'http://me:100%proxypass@proxy.example:3128' },
    }),
  );
  expect(secrets.redact('https://bob:hunter%202zz@shop.example/ and hunter 2zz')).toBe('https://bob:[secret]@shop.example/ and [secret]');
  expect(secrets.redact('http://me:100%proxypass@proxy.example:3128')).not.toContain('proxypass');
});
