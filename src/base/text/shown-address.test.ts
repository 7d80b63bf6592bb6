import { assert, property, string, stringMatching } from 'fast-check';
import { expect, test } from 'vitest';
import { shownAddress } from './shown-address.ts';

test.each([
  ['https://shop.example/orders?page=2&status=paid', 'https://shop.example/orders?page=2&status=paid'],
  ['https://shop.example/#/orders?id=7', 'https://shop.example/#/orders?id=7'],
  ['https://shop.example/orders?keyword=key&postcode=10115', 'https://shop.example/orders?keyword=key&postcode=10115'],
  ['https://shop.example/a?token=t0p&page=2', 'https://shop.example/a?token=…&page=2'],
  ['https://shop.example/a?accessToken=t0p', 'https://shop.example/a?accessToken=…'],
  ['https://shop.example/a?api_key=t0p&apikey=t0p&X-Amz-Signature=t0p', 'https://shop.example/a?api_key=…&apikey=…&X-Amz-Signature=…'],
  ['https://shop.example/cb?code=t0p&state=paid', 'https://shop.example/cb?code=…&state=paid'],
  ['https://shop.example/cb#access_token=t0p&expires_in=60', 'https://shop.example/cb#access_token=…&expires_in=60'],
  ['https://shop.example/a;jsessionid=t0p?x=1', 'https://shop.example/a;jsessionid=…?x=1'],
  ['https://shop.example/a?reset%5Fpassword=t0p', 'https://shop.example/a?reset%5Fpassword=…'],
  ['https://shop.example/a?sig=t0p;auth=t0p', 'https://shop.example/a?sig=…;auth=…'],
  ['https://robin:t0p@shop.example/a', 'https://shop.example/a'],
  ['https://shop.example/a?100%=1', 'https://shop.example/a?100%=1'],
  ['about:blank', 'about:blank'],
])('%s is shown as %s', (address, shown) => {
  expect(shownAddress(address)).toBe(shown);
});

test('never shows the value of a secret parameter, wherever it is, and is never long', () => {
  const noise = string({ maxLength: 400 }).map(encodeURIComponent);
  const value = stringMatching(/^VALUE[A-Z]{5}$/);
  assert(
    property(noise, value, noise, (before, secret, after) => {
      const shown = shownAddress(`https://shop.example/?q=${before}&session_token=${secret}&r=${after}`);
      expect(shown).not.toContain(secret);
      expect(shown.length).toBeLessThanOrEqual(300);
    }),
  );
});
