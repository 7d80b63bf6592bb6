import { expect, test } from 'vitest';
import { SecretBook } from '../../secrets/index.ts';
import { learnSessionSecrets } from './session-secrets.ts';

const cookie = (name: string, value: string, httpOnly = false) =>
  ({ name, value, httpOnly, domain: 'shop.test', path: '/', expires: -1, secure: false, sameSite: 'Lax' }) as const;

test('tokens become secrets, preferences of users do not', () => {
  const secrets = new SecretBook();
  learnSessionSecrets(
    {
      cookies: [
        cookie('session', 'opaque-and-http-only', true),
        cookie('csrf', 'Zm9vYmFyMTIzNDU2Nzg5MA'),
        cookie('lang', 'en-US'),
        cookie('columns', 'order-customer-status-total'),
      ],
      origins: [
        {
          origin: 'https://shop.test',
          localStorage: [
            { name: 'token', value: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N' },
            { name: 'greeting', value: 'Good morning, everybody in room 12' },
          ],
        },
      ],
    },
    secrets,
  );
  expect(secrets.names().sort()).toEqual(['cookie:csrf', 'cookie:session', 'local:https://shop.test:token']);
});
