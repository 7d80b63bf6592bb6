import type { Action, ActionByName } from '../actions/index.ts';
import { mapStrings } from '../base/index.ts';
import type { ActionResult, ElementDescription } from '../browser/index.ts';
import { keysIn, Secret, type SecretBook } from '../secrets/index.ts';

/** A shorter value of a cookie is a setting (a language, a theme), which would be hidden everywhere else too. */
const MIN_COOKIE_CHARS = 8;

/**
 * Adds what an action sends or types as a secret to the book, before anything of it is written: what goes into an Authorization or Cookie
 * header or into a password field, and keys that are recognized by their form.
 */
export function learnFromInput(action: Action, element: Pick<ElementDescription, 'type'> | undefined, secrets: SecretBook): void {
  mapStrings(action, (text) => {
    for (const key of keysIn(text)) secrets.learn(key);
    return text;
  });
  if (action.action === 'api_request') {
    for (const value of credentialsOf(action)) secrets.learn(value);
  }
  if (action.action === 'key_press' && element?.type === 'password' && action.text !== undefined) secrets.learn(textOf(action.text));
}

/**
 * Adds what an action brought to the book: what the step says is secret (`secret: true`), and the keys in it. The result then shows none
 * of it; `raw` has the value for the steps that follow.
 */
export function learnFromResult(
  result: ActionResult,
  secretsIn: ((output: string) => readonly string[]) | undefined,
  secrets: SecretBook,
): ActionResult {
  const { output, raw } = result;
  if (output === undefined) return result;
  const whole = raw?.reveal() ?? output;
  for (const secret of [...(secretsIn?.(whole) ?? []), ...keysIn(whole)]) secrets.learn(secret);
  const shown = secrets.redact(output);
  return shown === output ? result : { ...result, output: shown, json: secrets.redactValue(result.json), raw: raw ?? new Secret(output) };
}

function credentialsOf({ headers, cookies, basic_auth: basic }: ActionByName['api_request']): string[] {
  const found = basic === undefined ? [] : [textOf(basic.password)];
  const cookieValues = Object.values(cookies).map(textOf);
  for (const [name, value] of Object.entries(headers)) {
    const text = textOf(value);
    if (/^(proxy-)?authorization$/i.test(name)) found.push(withoutScheme(text), ...passwordOf(text));
    if (/^cookie$/i.test(name)) cookieValues.push(...text.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim()));
  }
  return [...found, ...cookieValues.filter((value) => value.length >= MIN_COOKIE_CHARS)];
}

/** `Bearer abc` authorizes with `abc`. */
function withoutScheme(authorization: string): string {
  return authorization.trim().replace(/^[A-Za-z][\w-]*\s+(?=\S)/, '');
}

/** Of basic authentication that a playbook wrote itself. */
function passwordOf(authorization: string): string[] {
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization.trim())?.[1];
  const [, ...password] = encoded === undefined ? [] : Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return password.length === 0 ? [] : [password.join(':')];
}

function textOf(value: string | number | boolean | Secret): string {
  return value instanceof Secret ? value.reveal() : String(value);
}
