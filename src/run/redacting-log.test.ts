import { expect, test } from 'vitest';
import { type Log, silentLog } from '../base/index.ts';
import { Secret, SecretBook } from '../secrets/index.ts';
import { redactingLog } from './redacting-log.ts';

test('a secret that an error quotes is not logged, even one that was learned late', () => {
  const lines: unknown[] = [];
  const note: Log['debug'] = (message, fields) => void lines.push([message, fields]);
  const secrets = new SecretBook();
  const log = redactingLog({ ...silentLog, debug: note, warn: note }, secrets);
  secrets.add('captured', new Secret('tr0ub4dor & horse'));
  log.debug('a look failed', { error: 'waiting for text="tr0ub4dor & horse again"', attempt: 2 });
  log.warn('nothing is at tr0ub4dor & horse');
  expect(lines).toEqual([
    ['a look failed', { error: 'waiting for text="[secret] again"', attempt: 2 }],
    ['nothing is at [secret]', undefined],
  ]);
});
