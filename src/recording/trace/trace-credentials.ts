/** Headers, cookies and form fields of these names always hold a credential. */
const EXACT = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'set-cookie2', 'sid', 'authentication']);
const WORDS =
  /(?:^|[-_.])(?:token|secret|api-?key|apikey|auth|session|sess|csrf|xsrf|jwt|password|passwd|passphrase|credentials?|sessionid|sid)(?:$|[-_.])/i;
const CAMEL = /(?:Token|Secret|ApiKey|Session|SessionId|Csrf|Password)$/;
/** Django writes `csrfmiddlewaretoken`. */
const RUN_TOGETHER = /(?:csrf|xsrf)\w{0,20}token$/i;
/** What holds the name of a header or field, not a credential: Rails' `csrf-param`, Spring's `_csrf_header`. */
const NAME_OF_NAME = /(?:param|parameter|header|name)$/i;

/** Shorter values are not learned: searching the whole trace for them would match ordinary text. */
const MIN_NAMED_CHARS = 8;
const MIN_UNNAMED_CHARS = 16;

export function isCredentialName(name: string): boolean {
  return EXACT.has(name.toLowerCase()) || WORDS.test(name) || CAMEL.test(name) || RUN_TOGETHER.test(name);
}

/** Whether a field, meta element or variable of a page holds a token. Only what looks random counts. */
export function isPageToken(name: string, value: string): boolean {
  return isCredentialName(name) && !NAME_OF_NAME.test(name) && looksRandom(value);
}

/** A `{ name, value }` pair: a header, a cookie, a field of a form, an item of localStorage. */
export function isPair(value: object): value is { name: string; value: string } {
  return 'name' in value && typeof value.name === 'string' && 'value' in value && typeof value.value === 'string';
}

/**
 * The credentials in a traced header, cookie or stored item. The whole trace is then searched for them, because pages
 * show session ids and bodies repeat tokens.
 */
export function credentialsIn(parent: string, pair: { name: string; value: string }): string[] {
  const name = pair.name.toLowerCase();
  if (name === 'authorization' || name === 'proxy-authorization')
    return [pair.value.replace(/^\S+\s+/, '')].filter((token) => token.length >= MIN_NAMED_CHARS);
  if (name === 'cookie') return pair.value.split(';').flatMap(parseCookie);
  if (name === 'set-cookie') return pair.value.split('\n').flatMap((line) => parseCookie(line.split(';')[0]!));
  if (parent === 'cookies') return cookieCredential(pair.name, pair.value);
  return isCredentialName(pair.name) && pair.value.length >= MIN_NAMED_CHARS && !pair.value.includes(' ') ? [pair.value] : [];
}

function parseCookie(pair: string): string[] {
  const at = pair.indexOf('=');
  return at < 0 ? [] : cookieCredential(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
}

/** Cookies also hold settings: under any other name, only a long value that looks random counts as a credential. */
function cookieCredential(name: string, value: string): string[] {
  if (isCredentialName(name)) return value.length >= MIN_NAMED_CHARS ? [value] : [];
  return looksRandom(value) && !value.includes('/') ? [value] : [];
}

function looksRandom(value: string): boolean {
  return value.length >= MIN_UNNAMED_CHARS && /\d/.test(value) && /[a-z]/i.test(value) && !/\s/.test(value);
}
