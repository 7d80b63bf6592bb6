import { join } from 'node:path';
import { openSessionStore, type SessionStore } from '../logins/index.ts';
import { Secret } from '../secrets/index.ts';
import { dataFolder } from './folders.ts';

/** Saved logins of this user, in the data folder; encrypted when ROTE_SECRET_KEY is set. */
export function sessionStore(env: NodeJS.ProcessEnv): SessionStore {
  return openSessionStore({
    folder: join(dataFolder(env), 'sessions'),
    secretKey: env.ROTE_SECRET_KEY ? new Secret(env.ROTE_SECRET_KEY) : undefined,
  });
}
