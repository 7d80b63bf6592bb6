import { stringify } from 'yaml';
import type { PageCheck } from './check-schema.ts';

/** Id of the playbook that a page check becomes. */
export const PAGE_CHECK_ID = 'page_check';

/**
 * The text of a playbook that opens the page of a check and verifies it. A page check is a run like any other: it logs in, passes the guard and the
 * proxy, and reports a reason.
 */
export function pagePlaybook(check: PageCheck): string {
  const { url, auth, kind: _kind, ...verify } = check;
  return stringify({
    id: PAGE_CHECK_ID,
    name: 'Check a page',
    ...(auth !== undefined && { auth_required: true, auth: { mode: 'form_login', ...auth } }),
    steps: [{ action: 'goto', description: 'Open the page of the check', params: { url }, verify }],
  });
}
