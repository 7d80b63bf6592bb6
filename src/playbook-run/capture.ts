import type { Deadline } from '../base/index.ts';
import { type BrowserSession, readCookies, readStorageItem } from '../browser/index.ts';
import { actionFailure, RoteError } from '../contract/index.ts';
import type { Capture } from '../playbook/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import { Secret } from '../secrets/index.ts';

/**
 * Reads the listed cookies and storage values for later steps. Each becomes a secret of the run. Throws STEP_FAILED with the first one
 * that is missing and where it was searched.
 */
export async function capture(
  session: BrowserSession,
  wanted: Capture,
  secrets: SecretBook,
  deadline: Deadline,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  const store = (name: string, value: string) => {
    secrets.add(`capture:${name}`, new Secret(value));
    values[name] = value;
  };
  const host = hostOf(session.currentUrl());
  if (wanted.cookies.length > 0) {
    const cookies = await readCookies(session, deadline);
    for (const { name, domain = host, store_as } of wanted.cookies) {
      const cookie = cookies.find((candidate) => candidate.name === name && coversHost(candidate.domain, domain));
      if (!cookie) throw missing(`cookie "${name}" of ${domain || 'the page'}`, store_as);
      store(store_as, cookie.value);
    }
  }
  for (const { scope, key, store_as } of wanted.storage) {
    const value = await readStorageItem(session, scope, key, deadline);
    if (value === null) throw missing(`${scope}Storage value "${key}" of ${host || 'the page'}`, store_as);
    store(store_as, value);
  }
  return values;
}

function missing(what: string, storeAs: string): RoteError {
  return new RoteError(
    'STEP_FAILED',
    `The ${what} is missing after the login, so {${storeAs}} has no value: check "capture" in the playbook.`,
    {
      failure: actionFailure('capture_missing'),
      details: { name: storeAs },
    },
  );
}

function coversHost(cookieDomain: string, host: string): boolean {
  const bare = cookieDomain.replace(/^\./, '').toLowerCase();
  const wanted = host.replace(/^\./, '').toLowerCase();
  return wanted === bare || wanted.endsWith(`.${bare}`);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
