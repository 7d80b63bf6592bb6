import { join } from 'node:path';
import { openSessionStore, type SessionKey, type SessionStore } from '../logins/index.ts';
import { Secret } from '../secrets/index.ts';
import { dataFolder } from './folders.ts';
import { openServerKey } from './server-key.ts';

/** Saved logins of this user, in the data folder, encrypted. */
export function sessionStore(env: NodeJS.ProcessEnv): SessionStore {
  const data = dataFolder(env);
  return openSessionStore({ folder: join(data, 'sessions'), key: () => sessionKey(env, data) });
}

/**
 * ROTE_SECRET_KEY, else a key derived from the data folder's own (`server.key`), which is made when it is missing. The
 * command line and a service on the same data folder read each other's files.
 */
export async function sessionKey(env: NodeJS.ProcessEnv, dataFolder: string): Promise<SessionKey> {
  if (env.ROTE_SECRET_KEY) return { secret: new Secret(env.ROTE_SECRET_KEY), isChosen: true };
  return { secret: (await openServerKey(env, dataFolder)).deriveSecret('saved sessions'), isChosen: false };
}
