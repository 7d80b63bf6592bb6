import { shorten } from './text.ts';

const MAX_CHARS = 300;
/** Parameters whose value lets a reader act as the user: `token`, `api_key`, `X-Amz-Signature`, `PHPSESSID`. */
const SECRET_WORDS = new Set(['auth', 'code', 'credential', 'credentials', 'jwt', 'key', 'nonce', 'otp', 'pwd', 'sid', 'sig']);
const SECRET_PARTS = /token|secret|passw|session|sess?id|signature|apikey|accesskey|authoriz|authentic/;
/** `;jsessionid=…` in a path. */
const PATH_PAIR = /(;)([^=;/]+)=([^;/]*)/g;
/** `name=value` in a query or fragment (`#access_token=…`, `#/route?…`). */
const PAIR = /([?&#;])([^=?&#;/]+)=([^&#;]*)/g;

/**
 * An address as a message shows it: whole, so that people recognize the page, but without a user name and password and
 * without the values of parameters that look like secrets, which are blanked (`token=…`). Cut after 300 characters.
 * Logs show less: see loggableUrl.
 */
export function shownAddress(address: string): string {
  const anonymous = address.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#@]*@/i, '$1');
  const query = anonymous.search(/[?#]|$/);
  const path = anonymous.slice(0, query).replace(PATH_PAIR, blank);
  return shorten(path + anonymous.slice(query).replace(PAIR, blank), MAX_CHARS);
}

function blank(pair: string, sign: string, name: string, value: string): string {
  return value !== '' && isSecretName(name) ? `${sign}${name}=…` : pair;
}

function isSecretName(name: string): boolean {
  const decoded = decode(name);
  if (SECRET_PARTS.test(decoded.toLowerCase())) return true;
  const words = decoded
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return words.some((word) => SECRET_WORDS.has(word));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that encodes nothing.
    return text;
  }
}
