import type { Deadline } from '../base/deadline.ts';
import type { SecretBook } from '../base/secret-book.ts';
import { type BrowserSession, emptyStorage, type StorageState } from '../browser/index.ts';
import type { SessionStore } from '../browser/saved-sessions/index.ts';
import type { Playbook } from '../playbook/index.ts';
import type { LoginMemory } from '../playbook-run/index.ts';

const IDENTITIES = ['username', 'user', 'email', 'login'];

/** Which saved session belongs to a playbook's login: the origin of its login page and the account that logs in. */
export interface SessionKey {
  origin: string;
  account: string;
}

export function sessionKey(playbook: Playbook, secrets: SecretBook): SessionKey | undefined {
  if (!playbook.auth_required || !playbook.auth || !URL.canParse(playbook.auth.login_url)) return undefined;
  const identity = IDENTITIES.find((name) => secrets.reveal(`credential:${name}`) !== undefined);
  return {
    origin: new URL(playbook.auth.login_url).origin,
    account: identity === undefined ? '' : (secrets.reveal(`credential:${identity}`) ?? ''),
  };
}

/** Connects the login of a playbook to the store of saved sessions. A store that fails costs a login, never the run. */
export function loginMemory(parts: {
  store: SessionStore | undefined;
  key: SessionKey | undefined;
  restored: StorageState | undefined;
  session: BrowserSession;
  deadline: Deadline;
}): LoginMemory {
  const { store, key, restored, session, deadline } = parts;
  return {
    restored: restored !== undefined,
    async forget() {
      if (store && key) await store.forget(key.origin, key.account);
      await emptyStorage(session, restored?.origins.map((entry) => entry.origin) ?? [], deadline);
    },
    async keep() {
      if (!store || !key) return;
      try {
        await store.save(key.origin, key.account, await session.storageState(deadline));
      } catch (problem) {
        deadline.throwIfOver();
        deadline.log.warn('the login could not be saved; the next run logs in again', {
          problem: problem instanceof Error ? problem.message : String(problem),
        });
      }
    },
  };
}
