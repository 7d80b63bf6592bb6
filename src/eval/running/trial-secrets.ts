import { RoteError } from '../../contract/index.ts';
import { credentialRef, Secret, SecretBook } from '../../secrets/index.ts';
import { fill, type LookUp, placeholdersIn } from '../suite/placeholders.ts';
import type { EvalCase } from '../suite/suite.ts';
import type { EvalParts } from './eval-deps.ts';
import type { Slot } from './slot.ts';

/** Names of values and headers that are not to be read by others. */
const SECRET_NAME = /pass|token|secret|key|cookie|auth|session|credential/i;
/** Shorter ones are words like "on" or "1", and would be found everywhere. */
const MIN_LENGTH = 4;

/** The credentials of a case, revealed. Throws VALIDATION_FAILED that names what is missing, never a value. */
export async function credentialsOf(parts: EvalParts, one: EvalCase, slot: Slot): Promise<Record<string, string>> {
  const { credentials: source } = one;
  const target = slot.values();
  const ofTarget = (name: string) => target[name] ?? (name === 'username' ? target.user : undefined);
  if (source === undefined) return parts.readCredentials();
  if (source === 'target') {
    const username = ofTarget('username');
    const password = ofTarget('password');
    if (username !== undefined && password !== undefined) return { username, password };
    throw new RoteError('VALIDATION_FAILED', 'credentials: target needs a target that tells its user and password, and this one does not.');
  }
  if (typeof source.file === 'string' && Object.keys(source).length === 1) return parts.readCredentials(source.file);
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    values[name] = typeof value === 'string' ? fill(value, slot.lookUp) : needed(parts.env, value.env);
  }
  return values;
}

function needed(env: EvalParts['env'], name: string): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new RoteError(
    'VALIDATION_FAILED',
    `The environment variable ${name} is not set, and a credential of the suite is to come from it.`,
  );
}

/** The environment variables that some cases ask for and that are not set. */
export function missingVariables(parts: EvalParts, cases: readonly EvalCase[]): string[] {
  const named = placeholdersIn([cases, parts.suite.target ?? null])
    .filter((name) => name.startsWith('env.'))
    .map((name) => name.slice('env.'.length));
  const credentials = cases.flatMap(({ credentials: source }) =>
    source === undefined || typeof source === 'string'
      ? []
      : Object.values(source).flatMap((value) => (typeof value === 'string' ? [] : [value.env])),
  );
  return [...new Set([...named, ...credentials])].filter((name) => (parts.env[name] ?? '') === '').sort();
}

/** Everything of a trial that must not be written down: credentials, what the target tells in confidence, and what is sent in headers. */
export function secretsOfTrial(credentials: Readonly<Record<string, string>>, one: EvalCase, slot: Slot): SecretBook {
  const book = new SecretBook();
  for (const [name, value] of Object.entries(credentials)) book.add(credentialRef(name), new Secret(value));
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && value.length >= MIN_LENGTH) book.add(`suite:${name}`, new Secret(value));
  };
  for (const [name, value] of Object.entries(slot.values())) if (SECRET_NAME.test(name)) add(name, value);
  for (const name of placeholdersIn(one)) if (SECRET_NAME.test(name)) add(name, lookUpSecret(slot.lookUp, name));
  for (const call of [...one.setup, ...one.expect.check]) {
    if (call.kind !== 'http') continue;
    for (const [name, value] of Object.entries(call.headers)) {
      // "Bearer abc": the scheme is no secret.
      if (SECRET_NAME.test(name)) add(`header:${name}`, fill(value, slot.lookUp).split(' ').at(-1));
    }
  }
  return book;
}

/** What stands in the commands of the target and must not be told when one of them fails. */
export function secretsOfTarget({ suite, env }: Pick<EvalParts, 'suite' | 'env'>): SecretBook {
  const book = new SecretBook();
  for (const name of placeholdersIn(suite.target ?? null)) {
    const value = name.startsWith('env.') ? env[name.slice('env.'.length)] : undefined;
    if (SECRET_NAME.test(name) && value !== undefined && value.length >= MIN_LENGTH) book.add(`suite:${name}`, new Secret(value));
  }
  return book;
}

function lookUpSecret(lookUp: LookUp, name: string): string | undefined {
  return name.startsWith('run.') ? undefined : lookUp(name);
}
