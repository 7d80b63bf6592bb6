import type { Deadline } from '../../base/index.ts';
import { type BrowserSession, readCookies, waitVisible } from '../../browser/index.ts';
import type { Auth } from '../../playbook/index.ts';

const LOOK_MS = 50;

/** One thing by which a login is recognized. */
interface Sign {
  holds(deadline: Deadline): Promise<boolean>;
  /** Says that it is missing, in the middle of a sentence. */
  readonly missing: string;
}

/** Whether everything in `auth.success` holds now. */
export async function loginHolds(session: BrowserSession, auth: Auth, deadline: Deadline): Promise<boolean> {
  for (const sign of signsOf(session, auth)) if (!(await sign.holds(deadline))) return false;
  return true;
}

/** What of `auth.success` does not hold now, in words. */
export async function missingSigns(session: BrowserSession, auth: Auth, deadline: Deadline): Promise<string[]> {
  const looks = signsOf(session, auth).map(async ({ holds, missing }) => ((await holds(deadline)) ? [] : [missing]));
  return (await Promise.all(looks)).flat();
}

/** The cheapest first. */
function signsOf(session: BrowserSession, { success }: Auth): Sign[] {
  const { cookie_present: cookie, url_contains: part, element_visible: element } = success;
  const signs: Sign[] = [];
  if (part !== undefined)
    signs.push({ holds: async () => session.currentUrl().includes(part), missing: `the address does not contain "${part}"` });
  if (cookie !== undefined) {
    const isSet = async (deadline: Deadline) =>
      (await readCookies(session, deadline)).some(({ name, value }) => name === cookie && value !== '');
    signs.push({ holds: isSet, missing: `the cookie "${cookie}" is not set` });
  }
  if (element !== undefined) {
    const isVisible = async (deadline: Deadline) => {
      using look = deadline.within(LOOK_MS, 'a look for the sign of a login');
      return (await waitVisible(session, element, look)).ok;
    };
    signs.push({ holds: isVisible, missing: `"${element}" is not visible` });
  }
  return signs;
}
