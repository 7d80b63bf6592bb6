import type { Deadline } from '../../../base/index.ts';
import type { BrowserSession } from '../../session/browser-session.ts';
import { visibleLook } from '../looks/verification.ts';
import { type ResolvedSelector, type Resolving, resolveSelector } from '../resolving/resolve-selector.ts';
import { watchTabs } from './watch-tabs.ts';

/** `resolveSelector` in the tab that has an element of the chain, which becomes the active one. */
export async function resolveInTabs(
  session: BrowserSession,
  chain: readonly string[],
  deadline: Deadline,
  resolving?: Resolving,
): Promise<ResolvedSelector> {
  const hasOne = async (view: BrowserSession, time: Deadline) => {
    const looks = await Promise.all(chain.map((selector) => visibleLook(view, selector)(time)));
    return looks.some(({ ok }) => ok);
  };
  using _watching = watchTabs(session, hasOne, deadline);
  return await resolveSelector(session, chain, deadline, resolving);
}
