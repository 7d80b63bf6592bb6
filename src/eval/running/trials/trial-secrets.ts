import { RoteError } from '../../../contract/index.ts';
import { credentialRef, Secret, SecretBook } from '../../../secrets/index.ts';
import { fill, type LookUp, placeholdersIn } from '../../suite/placeholders.ts';
import type { EvalCase } from '../../suite/suite.ts';
import type { EvalParts } from '../eval-deps.ts';
import type { Slot } from './slot.ts';

/** Names of values and headers that are likely to be secret. */
const SECRET_NAME = /pass|token|secret|key|cookie|auth|session|credential/i;
/** Shorter values are words like "on" or "1", which occur everywhere. */
const MIN_LENGTH = 4;

/** The credentials of a case in plain text. Throws VALIDATION_FAILED, which names what is missing, never a value. */
export async function credentialsOf(deps: EvalParts, one: EvalCase, slot: Slot): Promise<Record<string, string>> {
  const { credentials: source } = one;
  const target = slot.values();
  const ofTarget = (name: string) => target[name] ?? (name === 'username' ? target.user : undefined);
  if (source === undefined) return deps.readCredentials();
  if (source === 'target') {
    const username = ofTarget('username');
    const password = ofTarget('password');
    if (username !== undefined && password !== undefined) return { username, password };
    throw new RoteError('VALIDATION_FAILED', '"credentials: target" needs a target that reports its user and password; this one does not.');
  }
  if (typeof source.file === 'string' && Object.keys(source).length === 1) return deps.readCredentials(source.file);
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    values[name] = typeof value === 'string' ? fill(value, slot.lookUp) : needed(deps.env, value.env);
  }
  return values;
}

function needed(env: EvalParts['env'], name: string): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new RoteError('VALIDATION_FAILED', `The environment variable ${name} is not set, but a credential of the suite comes from it.`);
}

/** The environment variables that the cases need and that are not set. */
export function missingVariables(deps: EvalParts, cases: readonly EvalCase[]): string[] {
  const named = placeholdersIn([cases, deps.suite.target ?? null])
    .filter((name) => name.startsWith('env.'))
    .map((name) => name.slice('env.'.length));
  const credentials = cases.flatMap(({ credentials: source }) =>
    source === undefined || typeof source === 'string'
      ? []
      : Object.values(source).flatMap((value) => (typeof value === 'string' ? [] : [value.env])),
  );
  return [...new Set([...named, ...credentials])].filter((name) => (deps.env[name] ?? '') === '').sort();
}

/** Everything in a trial that must not be recorded: credentials, secret values of the target, and secret headers. */
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
      // In "Bearer abc", the scheme is not secret.
      if (SECRET_NAME.test(name)) add(`header:${name}`, fill(value, slot.lookUp).split(' ').at(-1));
    }
  }
  return book;
}

/** Secrets in the target's commands, which must not appear in the message when a command fails. */
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
