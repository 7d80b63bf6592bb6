import { stringify } from 'yaml';
import type { PageCheck } from './check-schema.ts';

/** Name of the playbook that a page check is made of. */
export const PAGE_CHECK_ID = 'page_check';

/**
 * The text of a playbook that opens the page of a check and verifies it. A look at a page is a run like any other: it logs in, goes through
 * the guard and its own proxy, and ends with a reason.
 */
export function pagePlaybook(check: PageCheck): string {
  const { url, auth, kind: _kind, ...verify } = check;
  return stringify({
    id: PAGE_CHECK_ID,
    name: 'Look at a page',
    ...(auth !== undefined && { auth_required: true, auth: { mode: 'form_login', ...auth } }),
    steps: [{ action: 'goto', description: 'Open the page that the check looks at', params: { url }, verify }],
  });
}
