import type { Deadline } from '../../base/index.ts';
import { type BrowserSession, readCookies, readStorageItem } from '../../browser/index.ts';
import { actionFailure, RoteError } from '../../contract/index.ts';
import type { Dispatcher } from '../../dispatch/index.ts';
import type { StepCapture } from '../../playbook/index.ts';
import { Secret, type SecretBook } from '../../secrets/index.ts';
import type { CapturePoint } from './capture-point.ts';
import { outputValue } from './output-value.ts';
import { pageValue } from './page-value.ts';

interface CaptureDeps {
  session: BrowserSession;
  dispatcher: Dispatcher;
  secrets: SecretBook;
}

export interface Captured {
  /** For later steps. */
  values: Record<string, string>;
  /** Those of them that belong to the result of the run: all but cookies and storage values. */
  outputs: Record<string, string>;
}

/**
 * Reads values for later steps. Cookies and storage values become secrets of the run, as does every other one that says so. Throws
 * STEP_FAILED with the first value that is missing and where it was searched: the step is done then, and must not be done again.
 */
export async function capture(deps: CaptureDeps, wanted: StepCapture, point: CapturePoint, deadline: Deadline): Promise<Captured> {
  const outputs: Record<string, string> = {};
  for (const value of wanted.output ?? []) {
    const found = outputValue(point.output ?? '', value);
    if (!found.ok) throw missing(found.reason, value.store_as, point);
    outputs[value.store_as] = found.value;
  }
  const hidden = await captureHidden(deps, wanted, point, deadline);
  for (const value of wanted.page) {
    const found = await pageValue(deps, value, point, deadline);
    if (!found.ok) throw missing(found.reason, value.store_as, point);
    outputs[value.store_as] = found.value;
  }
  return { values: { ...outputs, ...hidden }, outputs };
}

/** What no person sees in the page: cookies and storage values. */
async function captureHidden(
  { session, secrets }: CaptureDeps,
  { cookies, storage }: StepCapture,
  point: CapturePoint,
  deadline: Deadline,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  const store = (name: string, value: string) => {
    secrets.add(`capture:${name}`, new Secret(value));
    values[name] = value;
  };
  const host = hostOf(session.currentUrl());
  if (cookies.length > 0) {
    const known = await readCookies(session, deadline);
    for (const { name, domain = host, store_as } of cookies) {
      const cookie = known.find((candidate) => candidate.name === name && coversHost(candidate.domain, domain));
      if (!cookie) throw missing(`the cookie "${name}" of ${domain || 'the page'} is missing`, store_as, point);
      store(store_as, cookie.value);
    }
  }
  for (const { scope, key, store_as } of storage) {
    const value = await readStorageItem(session, scope, key, deadline);
    if (value === null) throw missing(`the ${scope}Storage value "${key}" of ${host || 'the page'} is missing`, store_as, point);
    store(store_as, value);
  }
  return values;
}

function missing(why: string, name: string, { step }: CapturePoint): RoteError {
  const when = step === 0 ? 'after the login' : 'after the step, which was done';
  return new RoteError('STEP_FAILED', `{${name}} has no value ${when}: ${why}. Check "capture" in the playbook.`, {
    failure: step === 0 ? actionFailure('capture_missing') : { ...actionFailure('capture_missing', 'yes'), retryable: false },
    details: { name },
  });
}

function coversHost(cookieDomain: string, host: string): boolean {
  const bare = cookieDomain.replace(/^\./, '').toLowerCase();
  const wanted = host.replace(/^\./, '').toLowerCase();
  return wanted === bare || wanted.endsWith(`.${bare}`);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
