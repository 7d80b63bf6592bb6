import type { BrowserContext, CDPSession } from 'playwright-core';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { type BrowserSettings, type Permission, RoteError } from '../../contract/index.ts';
import type { SessionOptions } from './browser-session.ts';

/** The permissions of a session; a position is only of use to a page that may read it. */
export function permissionsOf({ permissions = [], geolocation }: BrowserSettings): ReadonlySet<Permission> {
  return new Set(geolocation === undefined ? permissions : [...permissions, 'geolocation']);
}

/**
 * Grants the session's permissions to the origins of its application. Every other permission stays as it is:
 * Playwright's `grantPermissions` would deny them all, and with them what Chromium allows without being asked, such as
 * background sync. Throws SETUP_FAILED when the browser does not know a permission.
 */
export async function grantPermissions(
  context: BrowserContext,
  browserCdp: CDPSession,
  options: SessionOptions,
  deadline: Deadline,
): Promise<void> {
  const permissions = [...permissionsOf(options)];
  const origins = [...(options.applicationOrigins ?? [])];
  const [page] = context.pages();
  if (permissions.length === 0 || origins.length === 0 || page === undefined) return;
  const cdp = await deadline.race(context.newCDPSession(page));
  const { targetInfo } = await deadline.race(cdp.send('Target.getTargetInfo'));
  const { browserContextId } = targetInfo;
  await deadline.race(cdp.detach());
  const grants = permissions.flatMap((name) =>
    origins.map((origin) =>
      browserCdp
        .send('Browser.setPermission', { permission: descriptorOf(name), setting: 'granted', origin, browserContextId })
        .catch((cause: unknown) => {
          throw new RoteError('SETUP_FAILED', `This browser cannot grant the permission "${name}" to ${origin}: ${errorMessage(cause)}`, {
            cause,
          });
        }),
    ),
  );
  await deadline.race(Promise.all(grants));
}

const descriptorOf = (name: Permission) => (name === 'midi-sysex' ? { name: 'midi', sysex: true } : { name });
