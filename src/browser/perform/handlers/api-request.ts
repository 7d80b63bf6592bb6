import type { ActionByName } from '../../../actions/index.ts';
import { nothingAt, readJsonPath } from '../../../base/index.ts';
import { actionFailure, isNotFound, type Performed, RoteError } from '../../../contract/index.ts';
import { Secret } from '../../../secrets/index.ts';
import { acceptLanguage } from '../../playwright/accept-language.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { type ActionRun, type Handler, revealText } from '../action.ts';
import { waited } from '../failures/failed-attempt.ts';
import { AnswerTooLarge, type HttpAnswer, type HttpRequest, httpExchange } from '../http/http-exchange.ts';
import { nextHop } from '../http/redirect.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_REDIRECTS = 10;
const MAX_EXCERPT_CHARS = 200;
type Input = ActionByName['api_request'];

function reveal(value: string | number | boolean | Secret): string {
  return value instanceof Secret ? value.reveal() : String(value);
}

/** A copy of a JSON value with its secrets revealed; JSON.stringify alone would print `[secret]`. */
function revealDeep(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealDeep(item)]));
}

/** Encodes characters in cookie values that would begin another cookie or header. */
function cookieHeader(cookies: Input['cookies']): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${reveal(value).replace(/[\s;,\\"]|[^\x20-\x7e]/g, encodeURIComponent)}`)
    .join('; ');
}

function basicHeader({ username, password }: NonNullable<Input['basic_auth']>): string {
  const name = reveal(username);
  if (name.includes(':')) throw new RoteError('VALIDATION_FAILED', 'A user name of basic_auth cannot have a colon: HTTP ends it there.');
  return `Basic ${Buffer.from(`${name}:${reveal(password)}`).toString('base64')}`;
}

function makeRequest(input: Input, locale: string | undefined): HttpRequest {
  const written = revealText(input.url);
  if (!URL.canParse(written) || !/^https?:$/.test(new URL(written).protocol)) {
    const shown = input.url instanceof Secret ? 'The given address' : `"${written.slice(0, 200)}"`;
    throw new RoteError('VALIDATION_FAILED', `${shown} is not an address that can be requested: give a whole http(s) URL.`);
  }
  const url = new URL(written);
  for (const [name, value] of Object.entries(input.query)) url.searchParams.append(name, reveal(value));
  const headers: Record<string, string> = {
    accept: 'application/json, text/*;q=0.9, */*;q=0.8',
    'accept-encoding': 'gzip, deflate, br',
    'accept-language': acceptLanguage(locale),
  };
  for (const [name, value] of Object.entries(input.headers)) {
    const text = reveal(value);
    if (!/^[!#$%&'*+\-.^_`|~\w]+$/.test(name) || /[\r\n\0]/.test(text)) {
      throw new RoteError('VALIDATION_FAILED', `The header "${name.slice(0, 60)}" has a name or value that HTTP does not allow.`);
    }
    headers[name.toLowerCase()] = text;
  }
  if (input.basic_auth !== undefined) headers.authorization = basicHeader(input.basic_auth);
  const cookies = cookieHeader(input.cookies);
  if (cookies !== '') headers.cookie = headers.cookie === undefined ? cookies : `${headers.cookie}; ${cookies}`;
  if (input.json != null) {
    headers['content-type'] ??= 'application/json';
    return withBody({ method: input.method, url, headers }, JSON.stringify(revealDeep(input.json)));
  }
  if (input.form != null) {
    headers['content-type'] ??= 'application/x-www-form-urlencoded';
    const form = new URLSearchParams(Object.entries(input.form).map(([name, value]) => [name, reveal(value)]));
    return withBody({ method: input.method, url, headers }, form.toString());
  }
  return { method: input.method, url, headers };
}

function withBody(request: HttpRequest, body: string): HttpRequest {
  request.headers['content-length'] = String(Buffer.byteLength(body));
  return { ...request, body };
}

const advice: Record<string, string> = {
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the connection was broken',
  ETIMEDOUT: 'it does not answer',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  ERR_PROXY_TUNNEL: 'the proxy refused to connect',
};

/** `performed`: what to report when the policy refuses this hop. Refusing the first hop means that nothing was sent. */
async function exchange(run: ActionRun, request: HttpRequest, performed: Performed): Promise<HttpAnswer> {
  const { session, deadline } = run;
  const verdict = session.options.checkUrl?.(request.url.href, 'request') ?? { ok: true };
  if (!verdict.ok) throw pageFailure('refused', verdict.reason, { performed, details: { host: request.url.host } });
  let answer: HttpAnswer;
  try {
    answer = await httpExchange(request, { maxBytes: MAX_BODY_BYTES, proxy: session.options.proxy }, deadline);
  } catch (error) {
    if (deadline.signal.aborted) {
      if (deadline.signal.reason?.name === 'Cancelled') throw deadline.signal.reason;
      throw pageFailure('timeout', `${request.method} ${request.url.host} did not answer within ${waited(run.attempt)}.`, {
        cause: error,
      });
    }
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const why = error instanceof AnswerTooLarge ? `its answer has ${error.message}` : (advice[code] ?? 'the connection failed');
    throw pageFailure('request_failed', `${request.method} ${request.url.host} failed: ${why}${code === '' ? '' : ` (${code})`}.`, {
      cause: error,
    });
  }
  // Where TLS ends at the proxy, no site can answer so.
  if (session.options.proxy?.endsTls?.() && answer.headers['x-rote-refused'] !== undefined) {
    throw pageFailure('refused', answer.body.trim(), { performed, details: { host: request.url.host } });
  }
  return answer;
}

/** Follows redirects one by one; each is checked before it is requested. A body is never sent to a second origin. */
async function follow(run: ActionRun, first: HttpRequest): Promise<{ answer: HttpAnswer; request: HttpRequest }> {
  let request = first;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const answer = await exchange(run, request, hops === 0 ? 'no' : 'maybe');
    const next = nextHop(request, answer);
    if (next === undefined) return { answer, request };
    request = next;
  }
  throw pageFailure('request_failed', `${first.method} ${first.url.host} was redirected more than ${MAX_REDIRECTS} times.`);
}

/** Sends a request outside the page, under the run's network policy. Nothing is ever sent twice. */
export const apiRequest: Handler<'api_request'> = async (input, run) => {
  const { answer, request } = await follow(run, makeRequest(input, run.session.options.locale));
  const what = `${request.method} ${request.url.host}${request.url.pathname}`;
  const { secrets } = run.session.options;
  if (answer.status >= 400 && !input.accept_status?.includes(answer.status)) {
    const excerpt = secrets.redact(answer.body).replace(/\s+/g, ' ').trim().slice(0, MAX_EXCERPT_CHARS);
    const said = excerpt === '' ? '' : `: ${excerpt}`;
    throw new RoteError('STEP_FAILED', `${secrets.redact(what)} answered ${answer.status} ${answer.statusText}${said}.`, {
      failure: { ...actionFailure('http_error'), missing: isNotFound(answer.status) || undefined },
      details: { status: answer.status },
    });
  }
  const text = `${what} answered ${answer.status}.`;
  const { mode, json_path: path = '' } = input.response;
  if (mode === 'status') return { text, output: String(answer.status), json: answer.status };
  if (mode === 'text') return { text, output: answer.body };
  const json = parseJson(what, answer);
  if (mode === 'json') return { text, output: JSON.stringify(json), json };
  const found = readJsonPath(json, path);
  if (!found.found) throw pageFailure('request_failed', `The answer of ${what} has ${nothingAt(path, found)}.`);
  const { value } = found;
  return { text, output: typeof value === 'string' ? value : JSON.stringify(value), json: value };
};

function parseJson(what: string, answer: HttpAnswer): unknown {
  try {
    return JSON.parse(answer.body);
  } catch (cause) {
    const type = answer.headers['content-type'] ?? 'no content type';
    throw pageFailure('request_failed', `${what} answered something that is not JSON (${type}).`, { cause });
  }
}
