import { type Deadline, errorMessage } from '../../base/index.ts';
import { type BrowserSession, emptyStorage, type StorageState } from '../../browser/index.ts';
import type { SessionId, SessionStore } from '../../logins/index.ts';
import type { Playbook } from '../../playbook/index.ts';
import type { LoginMemory } from '../../playbook-run/index.ts';
import { credentialRef, identityNames, type SecretBook } from '../../secrets/index.ts';
import { learnSessionSecrets } from './session-secrets.ts';

/** Which saved session belongs to a playbook's login, and the cookies that it needs to be valid. */
export interface SessionKey {
  id: SessionId;
  neededCookies: string[];
}

export function sessionKey(playbook: Playbook, secrets: SecretBook): SessionKey | undefined {
  if (!playbook.auth_required || !playbook.auth || !URL.canParse(playbook.auth.login_url)) return undefined;
  const { login_url, success } = playbook.auth;
  const account = identityNames.map((name) => secrets.reveal(credentialRef(name))).find((value) => value !== undefined) ?? '';
  return {
    id: { origin: new URL(login_url).origin, account },
    neededCookies: success.cookie_present === undefined ? [] : [success.cookie_present],
  };
}

/** Connects the login of a playbook to the store of saved sessions. A failing store costs a login, never the run. */
export function loginMemory({
  store,
  key,
  restored,
  session,
  secrets,
  deadline,
}: {
  store: SessionStore | undefined;
  key: SessionKey | undefined;
  restored: StorageState | undefined;
  session: BrowserSession;
  secrets: SecretBook;
  deadline: Deadline;
}): LoginMemory {
  return {
    restored: restored !== undefined,
    async forget() {
      // A failing store costs the next run a login, never this run.
      if (store && key)
        await store
          .forget(key.id)
          .catch((problem: unknown) => deadline.log.warn('a saved login could not be forgotten', { error: errorMessage(problem) }));
      await emptyStorage(session, restored?.origins.map((entry) => entry.origin) ?? [], deadline);
    },
    async keep() {
      try {
        const state = await session.storageState(deadline);
        learnSessionSecrets(state, secrets);
        if (store && key) await store.save(key.id, state, deadline);
      } catch (problem) {
        deadline.throwIfEnded();
        deadline.log.warn('the login could not be saved; the next run logs in again', {
          error: errorMessage(problem),
        });
      }
    },
  };
}
