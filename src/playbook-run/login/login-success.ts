import type { Deadline } from '../../base/index.ts';
import { type BrowserSession, readCookies, waitVisible } from '../../browser/index.ts';
import type { Auth } from '../../playbook/index.ts';

/** Whether everything in `auth.success` holds now. */
export async function loginHolds(session: BrowserSession, auth: Auth, deadline: Deadline): Promise<boolean> {
  const { cookie_present: cookie, url_contains: url, element_visible: element } = auth.success;
  if (url !== undefined && !session.currentUrl().includes(url)) return false;
  if (cookie !== undefined && !(await readCookies(session, deadline)).some(({ name, value }) => name === cookie && value !== ''))
    return false;
  if (element === undefined) return true;
  using look = deadline.within(50, 'a look for the sign of a login');
  const { ok } = await waitVisible(session, element, look);
  return ok;
}
